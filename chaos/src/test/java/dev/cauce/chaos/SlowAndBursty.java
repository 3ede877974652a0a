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
import java.util.Random;

/**
 * T8. A peer that sends a byte at a time, then a burst, into a sink that takes 1,000 rows a second:
 * nothing is lost, and the burst waits where it is, in the peer.
 */
final class SlowAndBursty {
  private static final int ROWS_PER_SECOND = 1000;
  private static final Duration BYTE_EACH = Duration.ofMillis(100);
  private static final Instant START = Instant.parse("2024-03-01T00:00:00Z");

  /** Makes a burst of 100,000 rows 20 MB, which is more than all the buffers on the way. */
  private static final String PADDING = " ".repeat(150);

  private SlowAndBursty() {}

  static void play(Scene scene) throws Exception {
    Ledger ledger = new Ledger(scene.seed());
    ScriptedPeer peer = scene.keep(new ScriptedPeer());
    CauceProcess cauce =
        scene.keep(
            scene
                .cauce(
                    Flows.timedRows(
                        List.of(
                            "--from=" + peer.uri(),
                            "--to=console:?format=json",
                            "--trigger=200ms",
                            "--progress=json")))
                .jvm("-Xmx512m")
                .piped()
                .start());
    int slowRows = scene.size(2, 20);
    int rows = scene.size(5_000, 100_000);
    Thread sending =
        new Thread(
            () -> {
              try {
                peer.accept();
                for (String row : ledger.next(scene.random(), "k", 10, slowRows)) {
                  peer.trickle(row + " " + time(scene.random()) + "\n", BYTE_EACH);
                }
                List<String> burst = ledger.next(scene.random(), "k", 10, rows);
                burst.replaceAll(row -> row + " " + time(scene.random()) + PADDING);
                peer.send(burst);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    sending.start();
    long all = rows + slowRows;
    List<String> got = new ArrayList<>();
    long heap = 0;
    try (BufferedReader slow =
        new BufferedReader(new InputStreamReader(cauce.pipe(), UTF_8), 1 << 13)) {
      while (got.size() < all) {
        String line = slow.readLine();
        if (line == null) {
          throw new AssertionError("It ended. " + cauce.said());
        }
        got.add(Tables.ledgerRow(Tables.json(line)));
        if (got.size() == all - rows / 2) {
          heap = cauce.liveHeap() >> 20;
        }
        if (got.size() > all - rows && got.size() % 100 == 0) {
          Await.pass(Duration.ofMillis(100_000 / ROWS_PER_SECOND));
        }
      }
    }
    sending.join();
    // The direct runner promises no order, so only what is there is judged.
    scene.judge(ledger.rows(got, false));
    scene.note(heap + " MB of live heap in the burst");
    assertThat("MB of live heap", heap, lessThan(512L));
    checkWatermark(cauce.err());
  }

  /** Some time of an hour: of what comes next as often earlier as later. */
  private static Instant time(Random random) {
    return START.plusMillis(random.nextInt(3_600_000));
  }

  private static void checkWatermark(String progress) throws Exception {
    Instant last = Instant.EPOCH;
    int watermarks = 0;
    for (String line : progress.lines().filter(l -> l.startsWith("{")).toList()) {
      String watermark = Tables.json(line).path("eventTime").path("watermark").asText("");
      if (!watermark.isEmpty()) {
        assertThat("watermark", Instant.parse(watermark), greaterThanOrEqualTo(last));
        last = Instant.parse(watermark);
        watermarks++;
      }
    }
    assertThat("watermarks", watermarks, greaterThan(1));
  }
}
