package dev.cauce.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThan;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * T8. A peer that sends a byte at a time, then a burst, into a sink that takes 1,000 rows a second:
 * nothing is lost, and the burst waits where it is, in the peer.
 */
final class SlowAndBursty {
  private static final int ROWS_PER_SECOND = 1000;
  private static final String PADDING = " ".repeat(200);

  private SlowAndBursty() {}

  static void play(Scene scene) throws Exception {
    Ledger ledger = new Ledger(scene.seed());
    ScriptedPeer peer = scene.keep(new ScriptedPeer());
    CauceProcess cauce =
        scene.keep(
            scene
                .cauce(
                    Flows.paddedRows(
                        List.of(
                            "--from=" + peer.uri(),
                            "--to=console:?format=json",
                            "--trigger=200ms",
                            "--progress=json")))
                .jvm("-Xmx512m")
                .piped()
                .start());
    int rows = scene.size(5_000, 100_000);
    Thread sending =
        new Thread(
            () -> {
              try {
                peer.accept();
                peer.trickle(
                    String.join("\n", ledger.next(scene.random(), "k", 10, scene.size(2, 20)))
                        + "\n",
                    Duration.ofMillis(100));
                // Padded, so that it is 20 MB: more than all the buffers on the way.
                peer.send(
                    ledger.next(scene.random(), "k", 10, rows).stream()
                        .map(row -> row + PADDING)
                        .toList());
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    sending.start();
    long all = rows + scene.size(2, 20);
    List<String> got = new ArrayList<>();
    try (BufferedReader slow =
        new BufferedReader(new InputStreamReader(cauce.pipe(), UTF_8), 1 << 13)) {
      while (got.size() < all) {
        String line = slow.readLine();
        if (line == null) {
          throw new AssertionError("It ended. " + cauce.said());
        }
        got.add(Tables.ledgerRow(Tables.json(line)));
        if (got.size() > all - rows && got.size() % 100 == 0) {
          Await.pass(Duration.ofMillis(100_000 / ROWS_PER_SECOND));
        }
      }
    }
    sending.join();
    scene.judge(ledger.rows(got, true));
    long heap = cauce.liveHeap() >> 20;
    scene.note(heap + " MB of live heap");
    assertThat("MB of live heap", heap, lessThan(512L));
    checkWatermark(cauce.err());
  }

  private static void checkWatermark(String progress) throws Exception {
    Instant last = Instant.EPOCH;
    int lines = 0;
    for (String line : progress.lines().filter(l -> l.startsWith("{")).toList()) {
      lines++;
      String watermark = Tables.json(line).path("eventTime").path("watermark").asText("");
      if (!watermark.isEmpty()) {
        assertThat("watermark", Instant.parse(watermark), greaterThanOrEqualTo(last));
        last = Instant.parse(watermark);
      }
    }
    assertThat("lines of progress", lines, greaterThan(0));
  }
}
