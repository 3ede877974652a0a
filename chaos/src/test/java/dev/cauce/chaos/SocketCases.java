package dev.cauce.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** T7, T8, T10: what a peer of a socket can do. */
final class SocketCases {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration BACKOFF_LIMIT = Duration.ofSeconds(30);

  private SocketCases() {}

  static List<Case> all() {
    return List.of(
        Case.always("T7 direct", scene -> comeAndGo(scene, "direct")),
        Case.rarely("T7 flink", scene -> comeAndGo(scene, "flink")),
        Case.rarely("T8", SlowAndBursty::play),
        Case.always("T10", SocketCases::endlessLine));
  }

  /**
   * T7. The peer leaves in every way there is, in mid-line: the whole lines sent before count, the
   * half one does not, nor does it become part of the next.
   */
  private static void comeAndGo(Scene scene, String runner) throws Exception {
    Ledger ledger = new Ledger(scene.seed());
    Path out = scene.folder().resolve("out");
    ScriptedPeer peer = scene.keep(new ScriptedPeer());
    CauceProcess cauce =
        scene.start(
            Flows.rows(
                List.of(
                    "--from=" + peer.uri(),
                    "--to=" + out + "?format=json",
                    "--trigger=200ms",
                    "--dead-letters=none",
                    "--runner=" + runner)));
    peer.accept();
    sendAndCut(scene, ledger, peer, cauce, out, true);
    int threads = cauce.threads();
    for (int cut = 0; cut < scene.size(4, 30); cut++) {
      boolean isPolite = scene.random().nextBoolean();
      sendAndCut(scene, ledger, peer, cauce, out, isPolite);
    }
    // Nobody listens for a while.
    peer.stopListening();
    peer.hangUp();
    Await.pass(Duration.ofSeconds(scene.size(2, 10)));
    peer.listenAgain();
    long begin = System.nanoTime();
    peer.accept();
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    assertThat("seconds to connect again", took, lessThanOrEqualTo(BACKOFF_LIMIT));
    scene.recovered(took);
    // Silence, then more on the same connection.
    Await.pass(Duration.ofSeconds(scene.size(2, 60)));
    peer.send(ledger.next(scene.random(), "k", 10, 500));
    awaitAll(ledger, cauce, out);
    scene.judge(ledger.rows(Tables.ledgerRows(out), true));
    assertThat("threads, at first " + threads, cauce.threads(), lessThanOrEqualTo(threads + 3));
  }

  private static void sendAndCut(
      Scene scene, Ledger ledger, ScriptedPeer peer, CauceProcess cauce, Path out, boolean politely)
      throws Exception {
    peer.send(ledger.next(scene.random(), "k", 10, 500));
    peer.send("k1 99999 half");
    // What is on its way when a connection breaks may be lost with it: TCP promises no more.
    awaitAll(ledger, cauce, out);
    if (politely) {
      peer.hangUp();
    } else {
      peer.reset();
    }
    long begin = System.nanoTime();
    peer.accept();
    scene.recovered(Duration.ofNanos(System.nanoTime() - begin));
  }

  private static void awaitAll(Ledger ledger, CauceProcess cauce, Path out) throws Exception {
    cauce.await(
        "all " + ledger.expected() + " rows in " + out,
        LIMIT,
        () -> Tables.ledgerRows(out).size() >= ledger.expected());
  }

  /** T10. A line that does not end: it is thrown away as it comes, and the next one counts. */
  private static void endlessLine(Scene scene) throws Exception {
    Ledger ledger = new Ledger(scene.seed());
    Path out = scene.folder().resolve("out");
    ScriptedPeer peer = scene.keep(new ScriptedPeer());
    CauceProcess cauce =
        scene.keep(
            scene
                .cauce(
                    Flows.rows(
                        List.of(
                            "--from=" + peer.uri(),
                            "--to=" + out + "?format=json",
                            "--trigger=200ms",
                            "--progress=json")))
                // All of the heap is touched at the start, so that what grows later is not it.
                .jvm("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch")
                .start());
    peer.accept();
    peer.send(ledger.next(scene.random(), "k", 10, 2000));
    awaitAll(ledger, cauce, out);
    long before = cauce.residentKb();
    byte[] zeros = new byte[1 << 20];
    long bytes = (long) scene.size(1, 10) << 30;
    long most = before;
    long step = 64L << 20;
    for (long sent = 0; sent < bytes; sent += step) {
      peer.flood(zeros, step);
      most = Math.max(most, cauce.residentKb());
    }
    peer.send("\n");
    peer.send(ledger.next(scene.random(), "k", 10, 500));
    awaitAll(ledger, cauce, out);
    scene.judge(ledger.rows(Tables.ledgerRows(out), true));
    long growth = (most - before) >> 10;
    scene.note(growth + " MB more memory for a line of " + (bytes >> 30) + " GB");
    assertThat("MB of growth", growth, lessThanOrEqualTo(64L));
    assertThat(cauce.err(), containsString("Skipped a line of more than 1048576 bytes"));
    assertThat(cauce.err(), containsString("\"numOversizedLines\":1"));
  }
}
