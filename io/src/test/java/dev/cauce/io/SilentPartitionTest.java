package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.cauce.io.kafkatest.KafkaBroker;
import dev.cauce.row.EventTime;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;

/** One silent partition of two: windows close, and nothing of it that is in time is lost. */
public class SilentPartitionTest {
  @ClassRule public static final KafkaBroker kafka = new KafkaBroker();

  @Before
  @After
  public void openIntake() {
    Intake.open();
  }

  @Test
  public void windows_onePartitionSilentOnDirect_closeAndLoseNothing() {
    silent("direct", 1000, "--runner=DirectRunner", "--targetParallelism=2");
  }

  @Test
  public void windows_onePartitionSilentOnFlinkInTwoReaders_closeAndLoseNothing() {
    silent(
        "flink",
        1000,
        "--runner=FlinkRunner",
        "--flinkMaster=[local]",
        "--streaming=true",
        "--parallelism=2",
        "--maxBundleTimeMills=50");
  }

  @Test
  public void windows_onePartitionSilentOnFlinkWithCheckpoints_closeAndLoseNothing() {
    silent(
        "flink-checkpoints",
        1000,
        "--runner=FlinkRunner",
        "--flinkMaster=[local]",
        "--streaming=true",
        "--parallelism=2",
        "--checkpointingInterval=200",
        "--finishBundleBeforeCheckpointing=true",
        "--maxBundleTimeMills=50");
  }

  private static void silent(String topic, long idleness, String... options) {
    kafka.createTopic(topic, 2);
    WindowCounts counts = new WindowCounts();
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(options).create());
    counts.of(
        pipeline.apply(
            "Read",
            TopicIO.read(kafka.brokers(), topic)
                .withEventTime(EventTime.json("ts"))
                .withIdleness(Duration.millis(idleness))));
    long started = System.nanoTime();
    Running running = Running.start(pipeline);

    kafka.send(topic, 0, List.of(row("10:00:10"), row("10:00:50"), row("10:01:05")));
    Await.until("partition 0 is read", () -> isReported("10:01:05", topic));
    counts.await("10:00 2"); // though partition 1 has said nothing
    assertThat(System.nanoTime() - started >= idleness * 1_000_000, is(true));
    // The silent one is back: 10:01 is open still, so all its rows of then are in time.
    kafka.send(topic, 1, List.of(row("10:01:20"), row("10:01:50")));
    kafka.send(topic, 0, List.of(row("10:02:30")));
    counts.await("10:00 2", "10:01 3"); // and partition 1 silent again
    kafka.send(topic, 1, List.of(row("10:02:40"), row("10:03:10")));
    counts.await("10:00 2", "10:01 3", "10:02 2");
    running.stop();

    assertThat(counts.get(), contains("10:00 2", "10:01 3", "10:02 2", "10:03 1"));
  }

  private static boolean isReported(String time, String topic) {
    var watermark = new SourceTimes().watermark(System.nanoTime() - 1_000_000_000L);
    return watermark != null
        && Objects.equals(watermark.millis(), at(time))
        && (topic + "-0").equals(Objects.toString(watermark.heldBy(), topic + "-0"));
  }

  @Test
  public void windows_bothPartitionsPause_nothingAfterThePauseIsLate() {
    kafka.createTopic("pause", 2);
    WindowCounts counts = new WindowCounts();
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--targetParallelism=2").create());
    counts.of(
        pipeline.apply(
            "Read",
            TopicIO.read(kafka.brokers(), "pause")
                .withEventTime(EventTime.json("ts"))
                .withIdleness(Duration.millis(300))));
    Running running = Running.start(pipeline);

    kafka.send("pause", 0, List.of(row("10:00:10"), row("10:00:40")));
    kafka.send("pause", 1, List.of(row("10:00:20"), row("10:00:40")));
    Await.until(
        "all are silent",
        () -> {
          var watermark = new SourceTimes().watermark(System.nanoTime() - 1_000_000_000L);
          return watermark != null
              && Objects.equals(watermark.millis(), at("10:00:40"))
              && watermark.heldBy() == null;
        });
    assertThat(counts.get(), empty()); // by the clock it would be years later
    kafka.send("pause", 0, List.of(row("10:00:45"), row("10:01:05")));
    kafka.send("pause", 1, List.of(row("10:00:50"), row("10:01:05")));
    counts.await("10:00 6");
    running.stop();

    assertThat(counts.get(), contains("10:00 6", "10:01 2"));
  }

  private static String row(String time) {
    return "{\"ts\":\"2024-03-01T" + time + "Z\"}";
  }

  private static long at(String time) {
    return Instant.parse("2024-03-01T" + time + "Z").getMillis();
  }
}
