package dev.cauce.benchmarks.run;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** W2: how often has each word come by now? From a Kafka topic of lines to one of counts. */
final class TopicCount implements Workload {
  private static final long LINES = 1_000_000;
  private static final int WORDS_PER_LINE = 16;

  private final Options options;
  private final Places places;
  private final Commands commands;
  private final Topics topics;
  private @Nullable Setting of;
  private WordCounts truth = new WordCounts();

  TopicCount(Options options, Places places, Commands commands) throws IOException {
    this.options = options;
    this.places = places;
    this.commands = commands;
    this.topics = new Topics();
  }

  @Override
  public String title() {
    return String.format(
        "Running word count from Kafka to Kafka, update mode, %,d lines of %d words at size 1",
        options.rows(LINES), WORDS_PER_LINE);
  }

  @Override
  public List<String> peers() {
    return List.of(
        "cauce",
        "cauce-no-checkpoint",
        "spark",
        "flink",
        "flink-minibatch",
        "flink-blocks",
        "streams",
        "beam",
        "plain");
  }

  @Override
  public String row() {
    return "word";
  }

  @Override
  public int keys() {
    return (int) Math.max(1_000, Math.min(100_000, options.rows(LINES) / 10));
  }

  @Override
  public long prepare(Setting setting) throws IOException {
    TextSpec spec = new TextSpec(0, options.rows(LINES), setting.keys(), WORDS_PER_LINE, 1);
    TextInput input = TextInput.of(places.data(), places.books(), spec);
    if (of == null || of.keys() != setting.keys()) {
      truth = input.truth();
      of = setting;
    }
    topics.fill(
        topic(setting),
        feed -> {
          for (int i = 0; i < setting.size(); i++) {
            send(input.files(), feed);
          }
        });
    return truth.total() * setting.size();
  }

  private static String topic(Setting setting) {
    return "lines-" + setting.keys() + "-" + setting.size();
  }

  private static void send(List<Path> files, Topics.Feed feed) throws IOException {
    int line = 0;
    for (Path file : files) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
        ByteLines lines = new ByteLines(in);
        while (lines.next()) {
          byte[] value = Arrays.copyOf(lines.bytes(), lines.length());
          feed.send(line++ % Topics.PARTITIONS, null, value);
        }
      }
    }
  }

  @Override
  public Sample run(String peer, Setting setting, int round)
      throws IOException, InterruptedException {
    long rows = prepare(setting);
    Path work = places.work();
    Path log = places.log("W2-" + peer + "-" + setting.size() + "x-" + round);
    return new TopicWork(topics, options.limitSeconds())
        .run(
            peer,
            setting,
            rows,
            new Counts(new Standing(truth, setting.size())),
            work,
            log,
            out ->
                Measured.start(
                    command(peer, setting, work, out), commands.environment(), work, log));
  }

  private List<String> command(String peer, Setting setting, Path work, String out)
      throws IOException {
    if (!Commands.isCauce(peer)) {
      return commands.topicPeer(
          peer, "W2", work, topics.brokers(), topic(setting), out, setting.parallelism());
    }
    String parallelism = Integer.toString(setting.parallelism());
    String from = "kafka://" + topics.brokers() + "/" + topic(setting) + "?from=earliest";
    String to = "kafka://" + topics.brokers() + "/" + out;
    List<String> command =
        commands.cauce(
            "wordcount",
            "--words",
            "spaces",
            "--from",
            from,
            "--to",
            to,
            "--mode",
            "update",
            "--trigger",
            options.trigger("1s"),
            "--parallelism",
            parallelism);
    command.addAll(
        peer.equals("cauce-no-checkpoint")
            ? List.of("--runner", "flink")
            : List.of(
                "--checkpoint",
                work.resolve("checkpoint").toString(),
                "--checkpoint-interval",
                "10s"));
    return command;
  }

  /** Records of a word as key and of its count as value. */
  record Counts(Standing standing) implements TopicWork.Result {
    @Override
    public void add(byte @Nullable [] key, byte[] value) {
      if (key == null) {
        throw new IllegalStateException("a record has no key");
      }
      standing.put(key, 0, key.length, count(value));
    }

    /**
     * The number, or that of the last field {@code count} of a JSON object; -1 if there is none.
     */
    static long count(byte[] value) {
      int to = value.length;
      if (to > 0 && value[0] == '{') {
        to -= value[to - 1] == '}' ? 1 : 0;
        int from = to;
        while (from > 0 && value[from - 1] != ':') {
          from--;
        }
        return Digits.parse(value, from, to);
      }
      return Digits.parse(value, 0, to);
    }

    @Override
    public boolean isRight() {
      return standing.isRight();
    }

    @Override
    public @Nullable String fault() {
      return standing.fault();
    }

    @Override
    public @Nullable String wrong() {
      return standing.wrong();
    }
  }

  @Override
  public void close() {
    topics.close();
  }
}
