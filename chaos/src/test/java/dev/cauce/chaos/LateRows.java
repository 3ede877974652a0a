package dev.cauce.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * T16. Clocks that are wrong by up to two hours, rows that come late, and a partition that brings
 * nothing: each row is in one window or among those that were too late, and windows close all the
 * same.
 */
final class LateRows {
  private static final Duration IDLENESS = Duration.ofSeconds(3);
  private static final Duration SLACK = Duration.ofSeconds(10);
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Instant START = Instant.parse("2024-03-01T00:00:00Z");
  private static final int LIVE = 2;
  private static final Instant END = Instant.parse("2025-01-01T00:00:00Z");

  private LateRows() {}

  static void play(Scene scene) throws Exception {
    Path out = scene.folder().resolve("out");
    Path letters = scene.folder().resolve("letters");
    String topic = Servers.topic(LIVE + 1);
    CauceProcess cauce =
        scene.start(
            "aggregate",
            "--schema=key string, seq bigint, at timestamp",
            "--event-time=at",
            "--window=1m",
            "--lateness=30s",
            "--idleness=" + IDLENESS.toSeconds() + "s",
            "--by=key",
            "--agg=count",
            "--mode=append",
            "--trigger=500ms",
            "--late-to-dead-letters",
            "--progress=json",
            "--from=kafka://" + Servers.kafka().brokers() + "/" + topic + "?from=earliest",
            "--to=" + out + "?format=json",
            "--dead-letters=" + letters + "?format=json",
            "--runner=flink");
    Map<String, Long> truth = new HashMap<>();
    int rows = scene.size(2_000, 20_000);
    for (int batch = 0; batch < 5; batch++) {
      for (int partition = 0; partition < LIVE; partition++) {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < rows / 5 / LIVE; row++) {
          String key = "k" + partition + scene.random().nextInt(5);
          truth.merge(key, 1L, Long::sum);
          lines.add(row(key, row, time(scene, batch * 600L + row)));
        }
        Servers.kafka().send(topic, partition, lines);
      }
      // From here on it runs: its start is not part of what is measured.
      cauce.await("rows in", LIMIT, () -> cauce.err().contains("numInputRows"));
      // The silent partition holds the windows up, but not for ever.
      awaitSoon(scene, cauce, "windows that close", () -> !Tables.parts(out).isEmpty());
    }
    // A row of each partition that closes what is open.
    for (int partition = 0; partition < LIVE; partition++) {
      Servers.kafka().send(topic, partition, List.of(row("end", 0, END)));
    }
    awaitSoon(scene, cauce, "every row", () -> total(out, letters) >= rows);

    Map<String, Long> counts = windows(out);
    long late = late(letters, counts);
    assertThat("late rows", late, greaterThan(0L));
    scene.judge(Ledger.table(truth, counts));
    scene.note(late + " rows too late");
  }

  private static void awaitSoon(
      Scene scene, CauceProcess cauce, String what, Await.Condition condition) throws Exception {
    long begin = System.nanoTime();
    cauce.await(what, LIMIT, condition);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    scene.recovered(took);
    assertThat("time until " + what, took, lessThanOrEqualTo(IDLENESS.plus(SLACK)));
  }

  /** The count of each key over all windows; a window that is there twice is an error. */
  private static Map<String, Long> windows(Path out) throws IOException {
    Map<String, Long> counts = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (JsonNode row : Tables.json(out)) {
      String window = row.path("window_start").asText() + " " + row.path("key").asText();
      if (!seen.add(window)) {
        throw new AssertionError("twice: " + window);
      }
      counts.merge(row.path("key").asText(), row.path("count").asLong(), Long::sum);
    }
    return counts;
  }

  /** Rows that come late together are one letter, which says how many they are. */
  private static long late(Path letters, Map<String, Long> counts) throws IOException {
    long late = 0;
    for (JsonNode letter : Tables.json(letters)) {
      JsonNode group = Tables.json(letter.path("row").asText());
      counts.merge(group.path("key").asText(), group.path("count").asLong(), Long::sum);
      late += group.path("count").asLong();
    }
    return late;
  }

  private static long total(Path out, Path letters) throws IOException {
    Map<String, Long> counts = windows(out);
    late(letters, counts);
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Most rows tell the time, some are a bit late, and some have a clock that is wrong by hours. */
  private static Instant time(Scene scene, long second) {
    long off =
        switch (scene.random().nextInt(20)) {
          case 0 -> scene.random().nextInt(4 * 3600) - 2 * 3600;
          case 1, 2 -> -scene.random().nextInt(120);
          default -> 0;
        };
    return START.plusSeconds(second + off);
  }

  private static String row(String key, int seq, Instant at) {
    return "{\"key\":\"" + key + "\",\"seq\":" + seq + ",\"at\":\"" + at + "\"}";
  }
}
