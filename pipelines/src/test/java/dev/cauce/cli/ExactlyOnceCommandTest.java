package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cauce.io.kafkatest.KafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * What is in a topic and in files when processes were killed with SIGKILL again and again; and dead
 * letters on their way through topics and directories.
 */
public class ExactlyOnceCommandTest {
  @ClassRule public static final KafkaBroker KAFKA = new KafkaBroker();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KILLS = 2;
  private static final int KILLED = 128 + 9;
  private static final int TERMINATED = 128 + 15;

  /** So often it is fed at most before more has come of it, however long that takes. */
  private static final int MOST_FEEDS = 30;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private int runs;
  private int feeds;

  /** What is fed while a process runs. */
  private interface Feed {
    void more() throws IOException;
  }

  @Test
  public void kafkaToKafka_killedTwice_noCountComesTwiceOrGoesBack() throws Exception {
    KAFKA.createTopic("lines", 2);
    KAFKA.createTopic("counts", 3);
    Random random = new Random(4711);
    Map<String, Long> truth = new TreeMap<>();
    Feed feed =
        () -> {
          List<String> lines = new ArrayList<>();
          for (int i = 0; i < 50; i++) {
            String word = "w" + random.nextInt(100);
            lines.add(word + " ñandú");
            truth.merge(word, 1L, Long::sum);
            truth.merge("ñandú", 1L, Long::sum);
          }
          KAFKA.send("lines", random.nextInt(2), lines);
        };
    String[] args = {
      "wordcount",
      "--from=" + topic("lines") + "?from=earliest",
      "--to=" + topic("counts") + "?exactly-once=true",
      "--mode=update",
      "--words=spaces",
      "--trigger=100ms"
    };

    killAgainAndAgain(feed, () -> KAFKA.readAll("counts").size(), args);
    goOn(() -> lastCounts("counts"), truth, args);

    assertThat(lastCounts("counts"), equalTo(truth));
  }

  /** While a source is behind, a checkpoint has seen what has not left the table yet. */
  @Test
  public void kafkaToKafka_killedWhileBehind_theLastCountOfEachWordIsRight() throws Exception {
    KAFKA.createTopic("backlog", 2);
    KAFKA.createTopic("totals", 3);
    Random random = new Random(4712);
    Map<String, Long> truth = new TreeMap<>();
    for (int partition = 0; partition < 2; partition++) {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 60_000; i++) {
        StringBuilder line = new StringBuilder();
        for (int w = 0; w < 10; w++) {
          String word = "w" + random.nextInt(100_000);
          truth.merge(word, 1L, Long::sum);
          line.append(w == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
      }
      KAFKA.send("backlog", partition, lines);
    }
    String[] args = {
      "wordcount",
      "--from=" + topic("backlog") + "?from=earliest",
      "--to=" + topic("totals"),
      "--mode=update",
      "--words=spaces",
      "--trigger=100ms"
    };

    try (Forked cauce = start(args)) {
      cauce.await(this::checkpoints, greaterThan(0L));
      cauce.await(() -> KAFKA.readAll("totals").size(), greaterThan(0));
      assertThat(cauce.signal("KILL"), is(KILLED));
    }
    goOn(() -> last("totals"), truth, args);
  }

  @Test
  public void directoryToFiles_killedTwice_eachRowAndEachDeadLetterIsThereOnce() throws Exception {
    Path in = folder.newFolder("in").toPath();
    Path out = folder.getRoot().toPath().resolve("out");
    Path dead = folder.getRoot().toPath().resolve("dead");
    List<String> rows = new ArrayList<>();
    List<String> letters = new ArrayList<>();
    Feed feed =
        () -> {
          StringBuilder file = new StringBuilder();
          for (int i = 0; i < 20; i++) {
            int id = rows.size() + letters.size();
            boolean malformed = id % 10 == 7;
            String line = "{\"id\":" + id + (malformed ? ",}" : "}");
            (malformed ? letters : rows).add(line);
            file.append(line).append('\n');
          }
          Path hidden = Files.writeString(folder.newFile().toPath(), file, UTF_8);
          Files.move(hidden, in.resolve("rows-" + rows.size() + ".json"));
        };
    String[] args = {
      "select",
      "--from=" + in + "?watch=50ms",
      "--schema=id int",
      "--to=" + out + "?format=json",
      "--dead-letters=" + dead + "?format=json",
      "--trigger=100ms"
    };

    killAgainAndAgain(feed, () -> lines(out).size(), args);
    goOn(() -> List.of(lines(out), deadRows(dead)), List.of(sorted(rows), sorted(letters)), args);

    assertThat(lines(out), equalTo(sorted(rows)));
    assertThat(deadRows(dead), equalTo(sorted(letters)));
  }

  @Test
  public void replay_directoryToTopic_rowsAreRecords() throws Exception {
    KAFKA.createTopic("again", 1);
    Path dead = folder.getRoot().toPath().resolve("dead");
    assertThat(selectBounded(dead + "?format=json"), is(0));

    Cauce run = Cauce.run("replay", dead.toString(), "--to=" + topic("again"));

    assertThat(
        run,
        equalTo(
            new Cauce(
                0,
                "",
                "Replayed 2 of 2 dead letters from " + dead + " to " + topic("again") + ".\n")));
    assertThat(sorted(values("again")), equalTo(List.of("not \"JSON\" \\ ñ", "{\"id\":\"x\"}")));
  }

  @Test
  public void replay_topicToDirectory_rowsAreLines() throws Exception {
    KAFKA.createTopic("dead", 2);
    Path to = folder.getRoot().toPath().resolve("again");
    assertThat(selectBounded(topic("dead")), is(0));

    Cauce all = Cauce.run("replay", topic("dead"), "--to=" + to);
    Cauce none =
        Cauce.run("replay", topic("dead"), "--to=" + to, "--reason=^there is no such reason$");

    assertThat(all.code(), is(0));
    assertThat(
        all.err(), is("Replayed 2 of 2 dead letters from " + topic("dead") + " to " + to + ".\n"));
    assertThat(none.err(), startsWith("Replayed 0 of 2 dead letters from "));
    assertThat(lines(to), equalTo(List.of("not \"JSON\" \\ ñ", "{\"id\":\"x\"}")));
  }

  /** Of three rows two become dead letters. */
  private int selectBounded(String deadLetters) throws IOException {
    Path in = folder.newFile("in.json").toPath();
    Files.writeString(in, "{\"id\":1}\n{\"id\":\"x\"}\nnot \"JSON\" \\ ñ\n", UTF_8);
    return Cauce.run(
            "select",
            "--from=" + in,
            "--schema=id int",
            "--to=console:",
            "--dead-letters=" + deadLetters)
        .code();
  }

  /**
   * Starts a process, feeds it until more and more has come of it, and kills it while it is at it.
   */
  private void killAgainAndAgain(Feed feed, Supplier<Integer> committed, String... args)
      throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      try (Forked cauce = start(args)) {
        for (int commits = 0; commits < 2; commits++) {
          feeds = 0;
          int before = committed.get();
          cauce.await(
              () -> {
                feed(feed);
                return committed.get();
              },
              greaterThan(before));
        }
        feed.more(); // under way when it is killed
        assertThat(cauce.signal("KILL"), is(KILLED));
      }
    }
  }

  private void feed(Feed feed) {
    if (feeds++ < MOST_FEEDS) {
      try {
        feed.more();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Starts it once more, and stops it in order when what came of it is the truth. */
  private <T> void goOn(Supplier<T> actual, T truth, String... args) throws Exception {
    try (Forked cauce = start(args)) {
      cauce.await(actual, equalTo(truth));
      assertThat(cauce.signal("TERM"), is(TERMINATED));
      assertThat(cauce.err(), startsWith("Going on from checkpoint "));
    }
  }

  private Forked start(String... args) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--checkpoint=" + folder.getRoot().toPath().resolve("checkpoint"));
    all.add("--checkpoint-interval=300ms");
    all.add("--parallelism=1");
    return new Forked(folder.newFolder("run" + runs++).toPath(), all.toArray(new String[0]));
  }

  /**
   * What somebody has who keeps the last value of each key and reads what is committed. No count
   * comes twice, or after a larger one.
   */
  private static Map<String, Long> lastCounts(String topic) {
    Map<String, Long> last = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : KAFKA.readAll(topic)) {
      JsonNode value = json(new String(record.value(), UTF_8));
      String word = value.get("word").asText();
      assertThat(new String(record.key(), UTF_8), is(word));
      long count = value.get("count").asLong();
      assertThat(word, count, greaterThan(last.getOrDefault(word, 0L)));
      last.put(word, count);
    }
    return last;
  }

  /** How many complete checkpoints there are. */
  private long checkpoints() {
    try (Stream<Path> files = Files.walk(folder.getRoot().toPath().resolve("checkpoint"))) {
      return files.filter(file -> file.endsWith("_metadata")).count();
    } catch (NoSuchFileException | UncheckedIOException e) {
      return 0; // not yet, or one was deleted meanwhile
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What somebody has who keeps the last value of each key. */
  private static Map<String, Long> last(String topic) {
    Map<String, Long> last = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : KAFKA.readAll(topic)) {
      JsonNode value = json(new String(record.value(), UTF_8));
      last.put(value.get("word").asText(), value.get("count").asLong());
    }
    return last;
  }

  private static List<String> values(String topic) {
    return KAFKA.readAll(topic).stream().map(r -> new String(r.value(), UTF_8)).toList();
  }

  /** All lines of the files that a reader of the directory sees. */
  private static List<String> lines(Path directory) {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        if (Files.isRegularFile(file) && !file.getFileName().toString().startsWith(".")) {
          lines.addAll(Files.readAllLines(file, UTF_8));
        }
      }
    } catch (NoSuchFileException e) {
      return List.of(); // nothing yet
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sorted(lines);
  }

  private static List<String> deadRows(Path directory) {
    return sorted(lines(directory).stream().map(line -> json(line).get("row").asText()).toList());
  }

  private static List<String> sorted(List<String> lines) {
    return lines.stream().sorted().toList();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String topic(String name) {
    return "kafka://" + KAFKA.brokers() + "/" + name;
  }
}
