package dev.cauce.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** T24: who can reach a run from outside. */
final class PortCases {
  private static final String LISTENING = "0A";

  private PortCases() {}

  static List<Case> all() {
    return List.of(
        Case.always("T24 direct", scene -> ports(scene, "direct")),
        Case.always("T24 flink", scene -> ports(scene, "flink")));
  }

  private static void ports(Scene scene, String runner) throws Exception {
    ScriptedPeer peer = scene.keep(new ScriptedPeer());
    CauceProcess cauce =
        scene.start("wordcount", "--from=" + peer.uri(), "--to=console:", "--runner=" + runner);
    peer.accept();
    peer.send("to be or not to be\n");
    cauce.await("a table", Duration.ofSeconds(60), () -> cauce.out().contains("be|"));
    List<String> listening = listening(cauce.pid());
    scene.note(listening.size() + " on loopback, 0 on others");
    assertThat(
        "listening off loopback",
        listening.stream().filter(address -> !isLoopback(address)).toList(),
        empty());
  }

  /**
   * The addresses on which a process listens, as /proc has them: in hexadecimal, of each four bytes
   * the last first.
   */
  private static List<String> listening(long pid) throws IOException {
    Set<String> sockets = new HashSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path file : files.toList()) {
        if (Files.isSymbolicLink(file)) {
          sockets.add(Files.readSymbolicLink(file).toString());
        }
      }
    }
    List<String> addresses = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      Path path = Path.of("/proc", Long.toString(pid), "net", table);
      for (String line : Files.readAllLines(path, UTF_8)) {
        String[] cells = line.trim().split("\\s+", -1);
        if (cells[3].equals(LISTENING) && sockets.contains("socket:[" + cells[9] + "]")) {
          addresses.add(cells[1].split(":", -1)[0]);
        }
      }
    }
    return addresses;
  }

  private static boolean isLoopback(String address) {
    return address.equals("0100007F") // 127.0.0.1
        || address.equals("0000000000000000FFFF00000100007F") // the same in IPv6's clothes
        || address.equals("00000000000000000000000001000000"); // ::1
  }
}
