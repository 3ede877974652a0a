package dev.cauce.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cauce.io.kafkatest.KafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Embedded Flink is killed with SIGKILL in mid-stream and started again from its newest complete
 * checkpoint: what comes from a topic and what is made up is counted exactly once, the versions in
 * a topic never go back, and the batches of a console go on being numbered.
 */
public class KillStreamsTest {
  @ClassRule public static final KafkaBroker KAFKA = new KafkaBroker();

  private static final int KILLS = 2;
  private static final int ROWS_PER_SECOND = 2000; // two splits
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern BATCH = Pattern.compile("^Batch: (\\d+)$", Pattern.MULTILINE);
  private static final Pattern MADE_UP =
      Pattern.compile("\\{\"timestamp\":\"[^\"]+\",\"value\":(\\d+)}");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final long seed = Long.getLong("cauce.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Map<String, Long> truth = new TreeMap<>();

  @Test
  public void topicToTopic_killedAndRestored_countsExactlyAndVersionsRise() throws Exception {
    KAFKA.createTopic("lines", 2);
    KAFKA.createTopic("counts", 2);
    String server = "kafka://" + KAFKA.brokers() + "/";
    try (KilledFlink flink =
        new KilledFlink(
            folder.getRoot().toPath(),
            "heap",
            "wordcount",
            "--words=spaces",
            "--from=" + server + "lines?from=earliest",
            "--to=" + server + "counts",
            "--to=console:?rows=1",
            "--mode=update",
            "--trigger=200ms")) {
      for (int kill = 0; kill < KILLS; kill++) {
        send(200);
        flink.start();
        // Checkpoints may be complete before the first row has come from the topic.
        flink.await("batch on the console, seed " + seed, flink::hasPrinted);
        flink.awaitCheckpoints(2 + random.nextInt(3), () -> send(50));
        send(200);
        flink.kill();
      }
      flink.start();
      send(200);
      flink.await("last values that are right, seed " + seed, () -> last("counts").equals(truth));
      checkVersionsRise("counts");
      checkBatchesGoOn(flink.outs());
    }
  }

  @Test
  public void rate_killedAndRestored_countsEachValueOnce() throws Exception {
    KAFKA.createTopic("values", 2);
    try (KilledFlink flink =
        new KilledFlink(
            folder.getRoot().toPath(),
            "rocksdb",
            "wordcount",
            "--words=spaces",
            "--from=rate:?rows-per-second=" + ROWS_PER_SECOND,
            "--to=kafka://" + KAFKA.brokers() + "/values",
            "--mode=update",
            "--trigger=200ms")) {
      flink.start();
      flink.awaitCheckpoints(3, () -> {});
      flink.kill();
      long before = last("values").size();
      assertThat(before, greaterThan(0L));
      flink.start();
      // The timetable goes on from the first start, so these are due soon.
      long wanted = before + 5 * ROWS_PER_SECOND;
      flink.await("value " + wanted, () -> hasAllBelow(wanted, last("values").keySet()));
    }
    Map<String, Long> counts = last("values");
    assertThat(Set.copyOf(counts.values()), equalTo(Set.of(1L)));
    // From another timetable the same value would come with another time.
    List<Long> values = counts.keySet().stream().map(KillStreamsTest::value).toList();
    assertThat(values.size(), equalTo(Set.copyOf(values).size()));
  }

  private static boolean hasAllBelow(long end, Set<String> rows) {
    return rows.stream().mapToLong(KillStreamsTest::value).filter(v -> v < end).distinct().count()
        == end;
  }

  private static long value(String row) {
    Matcher matcher = MADE_UP.matcher(row);
    assertThat(row, matcher.matches(), equalTo(true));
    return Long.parseLong(matcher.group(1));
  }

  /** Adds lines to both partitions. */
  private void send(int lines) {
    List<List<String>> partitions = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < lines; i++) {
      StringBuilder line = new StringBuilder();
      for (int word = 0; word < 10; word++) {
        String each = "w" + (int) (5000 * Math.pow(random.nextDouble(), 2));
        truth.merge(each, 1L, Long::sum);
        line.append(word == 0 ? "" : " ").append(each);
      }
      partitions.get(random.nextInt(2)).add(line.toString());
    }
    for (int partition = 0; partition < 2; partition++) {
      KAFKA.send("lines", partition, partitions.get(partition));
    }
  }

  /** What somebody has who keeps the last count of each key. */
  private static Map<String, Long> last(String topic) {
    Map<String, Long> last = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : KAFKA.readAll(topic)) {
      try {
        last.put(
            new String(record.key(), UTF_8), JSON.readTree(record.value()).get("count").asLong());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return last;
  }

  private static void checkVersionsRise(String topic) {
    Map<String, Long> versions = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : KAFKA.readAll(topic)) {
      String key = new String(record.key(), UTF_8);
      byte[] header = record.headers().lastHeader("cauce-version").value();
      long version = Long.parseLong(new String(header, UTF_8));
      Long before = versions.put(key, version);
      assertThat(key, version, greaterThan(before == null ? 0 : before));
    }
  }

  /**
   * Each start goes on from its checkpoint: where the last one ended, or before. What was printed
   * between that checkpoint and the kill is printed again: mostly one batch, more where the next
   * checkpoint began before the one before it was known to be complete.
   */
  private static void checkBatchesGoOn(List<String> outs) {
    String all = String.join("\n-- next start --\n", outs);
    long last = -1;
    long first = -1;
    for (String out : outs) {
      List<Long> numbers = BATCH.matcher(out).results().map(m -> Long.valueOf(m.group(1))).toList();
      assertThat(all, numbers.size(), greaterThan(0));
      first = numbers.get(0);
      assertThat(all, first, lessThanOrEqualTo(last + 1));
      for (int i = 0; i < numbers.size(); i++) {
        assertThat(all, numbers.get(i), equalTo(first + i));
      }
      last = numbers.get(numbers.size() - 1);
    }
    assertThat(all, first, greaterThan(0L)); // the number of batches is kept, too
  }
}
