package dev.cauce.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;

import java.time.Duration;
import java.util.List;

/** T24: who can reach a run from outside. */
final class PortCases {
  private PortCases() {}

  static List<Case> all() {
    return List.of(
        Case.rarely("T24 direct", scene -> ports(scene, "direct")),
        Case.always("T24 flink", scene -> ports(scene, "flink")));
  }

  private static void ports(Scene scene, String runner) throws Exception {
    ScriptedPeer peer = scene.keep(new ScriptedPeer());
    CauceProcess cauce =
        scene.start("wordcount", "--from=" + peer.uri(), "--to=console:", "--runner=" + runner);
    peer.accept();
    peer.send("to be or not to be\n");
    cauce.await("a table", Duration.ofSeconds(60), () -> cauce.out().contains("be|"));
    scene.note(Ports.listening(cauce.pid()).size() + " ports, 0 off loopback");
    assertThat("listening off loopback", Ports.offLoopback(cauce.pid()), empty());
  }
}
