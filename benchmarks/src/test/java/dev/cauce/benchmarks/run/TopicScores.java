package dev.cauce.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** W3: which readings of many sensors are unlike all before? From a Kafka topic to another. */
final class TopicScores implements Workload {
  private static final long READINGS = 3_000_000;

  private final Options options;
  private final Places places;
  private final Commands commands;
  private final Topics topics;
  private final Map<String, Set<String>> truths = new HashMap<>();

  TopicScores(Options options, Places places, Commands commands) throws IOException {
    this.options = options;
    this.places = places;
    this.commands = commands;
    this.topics = new Topics();
  }

  @Override
  public String title() {
    return String.format(
        "Running z-score of keyed sensors from Kafka to Kafka, %,d readings at size 1",
        options.rows(READINGS));
  }

  @Override
  public List<String> peers() {
    return List.of("cauce", "spark", "flink", "flink-blocks", "streams", "beam", "plain");
  }

  @Override
  public String row() {
    return "reading";
  }

  /** As many sensors as leave each at least 100 readings. */
  @Override
  public int keys() {
    return (int) Math.min(10_000, Math.max(2, options.rows(READINGS) / 200 * 2));
  }

  @Override
  public long prepare(Setting setting) throws IOException {
    int ticks = (int) (options.rows(READINGS) / setting.keys() * setting.size());
    Readings readings = new Readings(setting.keys(), ticks);
    topics.fill(
        topic(setting),
        feed -> {
          ScoreTruth truth = new ScoreTruth(setting.keys());
          readings.each(
              (sensor, millis, thousandths) -> {
                truth.reading(sensor, millis, thousandths);
                String name = Readings.name(sensor);
                String value = name + "," + millis + "," + Readings.decimal(thousandths);
                feed.send(sensor % Topics.PARTITIONS, name.getBytes(UTF_8), value.getBytes(UTF_8));
              });
          truths.put(topic(setting), truth.alerts());
        });
    return readings.size();
  }

  private static String topic(Setting setting) {
    return "readings-" + setting.keys() + "-" + setting.size();
  }

  @Override
  public Sample run(String peer, Setting setting, int round)
      throws IOException, InterruptedException {
    long rows = prepare(setting);
    Path work = places.work();
    Path log = places.log("W3-" + peer + "-" + setting.size() + "x-" + round);
    Set<String> truth = Objects.requireNonNull(truths.get(topic(setting)));
    return new TopicWork(topics, options.limitSeconds())
        .run(
            peer,
            setting,
            rows,
            new Alerts(truth),
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
          peer, "W3", work, topics.brokers(), topic(setting), out, setting.parallelism());
    }
    String parallelism = Integer.toString(setting.parallelism());
    return commands.cauce(
        "anomalies",
        "--detector",
        "z-score:window=0",
        "--format",
        "csv",
        "--schema",
        "sensor string, at bigint, value double",
        "--event-time",
        "at:epoch-millis",
        "--series",
        "sensor",
        "--from",
        "kafka://" + topics.brokers() + "/" + topic(setting) + "?from=earliest",
        "--to",
        "kafka://" + topics.brokers() + "/" + out,
        "--checkpoint",
        work.resolve("checkpoint").toString(),
        "--checkpoint-interval",
        "10s",
        "--parallelism",
        parallelism);
  }

  @Override
  public void close() {
    topics.close();
  }
}
