package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cauce.io.MemoryIO;
import dev.cauce.io.kafkatest.KafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** From a topic of a real broker, and back to it. */
public class TopicCommandTest {
  @ClassRule public static final KafkaBroker KAFKA = new KafkaBroker();

  private static final int LINES = 20_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Random random = new Random(4711);
  private final Map<String, Long> truth = new TreeMap<>();

  @Test
  public void flink_topicToTopicInUpdateMode_lastValueOfEachKeyIsTheTruth() throws Exception {
    KAFKA.createTopic("lines", 2);
    KAFKA.createTopic("counts", 3);
    produce("lines", LINES / 2);
    try (Running cauce =
        new Running(
            "wordcount",
            "--from=" + uri("lines") + "?from=earliest",
            "--to=" + uri("counts"),
            "--mode=update",
            "--words=spaces",
            "--trigger=300ms",
            "--runner=flink")) {
      cauce.await(() -> lastValues("counts"), equalTo(truth));
      produce("lines", LINES / 2); // while it runs
      cauce.await(() -> lastValues("counts"), equalTo(truth));

      assertThat(cauce.stop(), equalTo(new Cauce(0, "", "")));
      assertThat(lastValues("counts"), equalTo(truth));
    }
  }

  @Test
  public void direct_untilLatest_countsWhatIsThereAndEnds() throws IOException {
    KAFKA.createTopic("whole", 2);
    produce("whole", LINES);
    Path out = folder.getRoot().toPath().resolve("out");
    MemoryIO.drop("whole");

    assertThat(
        Cauce.run(
            "wordcount",
            "--from=" + uri("whole") + "?until=latest",
            "--to=memory:whole",
            "--to=" + out,
            "--words=spaces"),
        equalTo(new Cauce(0, "", "")));

    Map<String, Long> inMemory = new TreeMap<>();
    MemoryIO.table("whole")
        .rows()
        .forEach(row -> inMemory.put(row.getString("word"), row.getInt64("count")));
    assertThat(inMemory, equalTo(truth));
    Map<String, Long> inFile = new TreeMap<>();
    List<List<String>> rows = Csv.parse(Files.readString(out.resolve("table.csv")));
    rows.subList(1, rows.size()).forEach(row -> inFile.put(row.get(0), Long.parseLong(row.get(1))));
    assertThat(inFile, equalTo(truth));
  }

  @Test
  public void direct_topicWithoutRecordsUntilLatest_ends() {
    KAFKA.createTopic("empty", 2);
    MemoryIO.drop("empty");

    assertThat(
        Cauce.run("wordcount", "--from=" + uri("empty") + "?until=latest", "--to=memory:empty"),
        equalTo(new Cauce(0, "", "")));

    assertThat(MemoryIO.table("empty").rows(), equalTo(List.of()));
  }

  @Test
  public void run_noSuchTopicOrBroker_saysSoInOneLineWithin15Seconds() {
    checkFails(
        "Topic \"missing\" does not exist on %s: create it first (topics there: "
            .formatted(KAFKA.brokers()),
        "--from=" + uri("missing"),
        "--to=console:");
    checkFails(
        "Topic \"missing\" does not exist on %s: create it first (topics there: "
            .formatted(KAFKA.brokers()),
        "--from=rate:",
        "--to=" + uri("missing"));
    checkFails(
        "Cannot reach Kafka at localhost:1 within 10 s: is the broker running, is the address"
            + " right?\n",
        "--from=rate:",
        "--to=kafka://localhost:1/t");
  }

  private static void checkFails(String line, String... args) {
    List<String> all = new ArrayList<>(List.of("wordcount"));
    all.addAll(List.of(args));
    long start = System.nanoTime();

    Cauce ended = Cauce.run(all, "");

    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    assertThat(ended.code(), equalTo(1));
    assertThat(ended.out(), equalTo(""));
    assertThat(
        ended.err().substring(0, Math.min(line.length(), ended.err().length())), equalTo(line));
    assertThat(ended.err(), ended.err().lines().count(), equalTo(1L));
    assertThat(seconds, lessThan(15L));
  }

  private static String uri(String topic) {
    return "kafka://" + KAFKA.brokers() + "/" + topic;
  }

  /** Adds lines of some words that come again, to both partitions. */
  private void produce(String topic, int lines) {
    List<List<String>> partitions = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < lines; i++) {
      String word = "w" + (int) (700 * Math.pow(random.nextDouble(), 2));
      String line = word + " ñandú";
      for (String each : line.split(" ", -1)) {
        truth.merge(each, 1L, Long::sum);
      }
      partitions.get(random.nextInt(2)).add(line);
    }
    for (int partition = 0; partition < 2; partition++) {
      KAFKA.send(topic, partition, partitions.get(partition));
    }
  }

  /** What somebody has who keeps the last value of each key. */
  private static Map<String, Long> lastValues(String topic) {
    Map<String, Long> last = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : KAFKA.readAll(topic)) {
      try {
        JsonNode value = JSON.readTree(record.value());
        String key = new String(record.key(), UTF_8);
        assertThat(value.get("word").asText(), equalTo(key));
        last.put(key, value.get("count").asLong());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return last;
  }
}
