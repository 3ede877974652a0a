package dev.cauce.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.cauce.io.kafkatest.KafkaBroker;
import dev.cauce.pipelines.Flow;
import dev.cauce.pipelines.Flows;
import dev.cauce.runners.PromptBundles;
import dev.cauce.runners.RunOptions;
import dev.cauce.table.Prompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class PromptBundlesTest {
  @ClassRule public static final KafkaBroker KAFKA = new KafkaBroker();

  @BeforeClass
  public static void createTopics() {
    KAFKA.createTopic("counts", 1);
    KAFKA.createTopic("requests", 1);
  }

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private FlinkPipelineOptions options(List<String> beam, String... command) {
    Flow flow =
        Flows.all().stream().filter(f -> f.name().equals(command[0])).findFirst().orElseThrow();
    List<String> args = new ArrayList<>(Arrays.asList(command).subList(1, command.length));
    args.add("--runner=flink");
    Problems problems = new Problems();
    Arguments arguments = new Arguments(flow);
    arguments.parse(args, problems);
    Job job = Job.of(flow, arguments.options(), arguments.settings(), problems);
    PipelineOptions options = new RunCommand(job, beam).pipelineOptions(problems);
    assertThat(List.copyOf(problems.lines()), is(List.of()));
    Pipeline pipeline = Pipeline.create(Objects.requireNonNull(options));
    job.build(pipeline, Objects.requireNonNull(job.plan()));
    PromptBundles.lengthen(pipeline, fn -> fn instanceof Prompt prompt && prompt.isPrompt());
    return options.as(FlinkPipelineOptions.class);
  }

  private FlinkPipelineOptions options(String... command) {
    return options(List.of(), command);
  }

  private static String topic(String name) {
    return "kafka://" + KAFKA.brokers() + "/" + name;
  }

  private String checkpoint() {
    return "--checkpoint=" + folder.getRoot().toPath().resolve("checkpoint");
  }

  @Test
  public void lengthen_newsOnArrival_aSecond() {
    for (String mode : List.of("--mode=update", "--mode=complete")) {
      for (String to : List.of("--to=console:", "--to=" + topic("counts"))) {
        FlinkPipelineOptions options =
            options("wordcount", "--from=socket://localhost:1", to, mode, "--trigger=0s");
        assertThat(mode + to, options.getMaxBundleTimeMills(), is(1000L));
        assertThat(mode + to, options.getAutoWatermarkInterval(), is(10L));
      }
    }
  }

  @Test
  public void lengthen_withCheckpointsAndDeadLetters_aSecond() {
    FlinkPipelineOptions options =
        options(
            "aggregate",
            "--from=" + topic("requests"),
            "--format=json",
            "--schema=host string, at timestamp",
            "--by=host",
            "--agg=count",
            "--event-time=at",
            "--window=1m",
            "--mode=update",
            "--to=" + folder.getRoot().toPath().resolve("out"),
            "--dead-letters=" + folder.getRoot().toPath().resolve("dead"),
            "--trigger=0s",
            checkpoint());
    assertThat(options.getMaxBundleTimeMills(), is(1000L));
  }

  @Test
  public void lengthen_rowsThatWaitForTheWatermarkOrABundle_short() {
    FlinkPipelineOptions append =
        options(
            "wordcount",
            "--from=socket://localhost:1",
            "--to=console:",
            "--window=1m",
            "--mode=append",
            "--trigger=0s");
    assertThat(append.getMaxBundleTimeMills(), is(10L));
    assertThat(append.getAutoWatermarkInterval(), nullValue());
    FlinkPipelineOptions select =
        options(
            "select",
            "--from=socket://localhost:1",
            "--schema=host string, n bigint",
            "--to=console:",
            "--trigger=0s");
    assertThat(select.getMaxBundleTimeMills(), is(10L));
    FlinkPipelineOptions anomalies =
        options(
            "anomalies",
            "--from=socket://localhost:1",
            "--series=host",
            "--schema=host string, value double",
            "--to=console:",
            "--trigger=0s");
    assertThat(anomalies.getMaxBundleTimeMills(), is(10L));
  }

  @Test
  public void lengthen_otherTriggerOrLengthGiven_asItWas() {
    String[] command = {"wordcount", "--from=socket://localhost:1", "--to=console:"};
    String[] often = Arrays.copyOf(command, 4);
    often[3] = "--trigger=100ms";
    assertThat(options(often).getMaxBundleTimeMills(), is(25L));
    String[] zero = Arrays.copyOf(command, 4);
    zero[3] = "--trigger=0s";
    FlinkPipelineOptions given = options(List.of("--maxBundleTimeMills=50"), zero);
    assertThat(given.getMaxBundleTimeMills(), is(50L));
  }

  private static long pace(FlinkPipelineOptions options) {
    return options.as(RunOptions.class).getPaceMillis();
  }

  @Test
  public void lengthen_checkpointsFromTopicToTopic_sourcesSetThePace() {
    for (String mode : List.of("--mode=update", "--mode=complete")) {
      FlinkPipelineOptions options =
          options(
              "wordcount",
              "--from=" + topic("requests"),
              "--to=" + topic("counts"),
              mode,
              "--trigger=2s",
              checkpoint());
      assertThat(options.getMaxBundleTimeMills(), is(10_000L));
      assertThat(options.getAutoWatermarkInterval(), is(200L));
      assertThat(pace(options), is(2000L));
    }
  }

  @Test
  public void lengthen_checkpointsAndDeadLettersOfARow_sourcesSetThePace() {
    FlinkPipelineOptions options =
        options(
            "aggregate",
            "--from=" + topic("requests"),
            "--format=json",
            "--schema=host string",
            "--by=host",
            "--agg=count",
            "--mode=update",
            "--to=" + topic("counts"),
            "--dead-letters=" + folder.getRoot().toPath().resolve("dead"),
            checkpoint());
    assertThat(options.getMaxBundleTimeMills(), is(10_000L));
    assertThat(pace(options), is(1000L));
  }

  /** What such a sink gets must be what all shards knew at a checkpoint. */
  @Test
  public void lengthen_sinkThatWaitsForCheckpoints_nobodySetsThePace() {
    for (String to :
        List.of(
            folder.getRoot().toPath().resolve("out").toString(),
            topic("counts") + "?exactly-once=true")) {
      FlinkPipelineOptions options =
          options("wordcount", "--from=" + topic("requests"), "--to=" + to, checkpoint());
      assertThat(to, options.getMaxBundleTimeMills(), is(10_000L));
      assertThat(to, pace(options), is(0L));
    }
  }

  @Test
  public void lengthen_availableNow_nobodySetsThePace() {
    FlinkPipelineOptions options =
        options(
            "wordcount",
            "--from=" + topic("requests"),
            "--to=" + topic("counts"),
            "--trigger=available-now",
            checkpoint());
    assertThat(options.getMaxBundleTimeMills(), is(10_000L));
    assertThat(pace(options), is(0L));
  }

  @Test
  public void lengthen_checkpointsAndSomebodyWaits_asLongAsATick() {
    FlinkPipelineOptions socket = // which cannot wait elsewhere
        options(
            "wordcount", "--from=socket://localhost:1", "--to=" + topic("counts"), checkpoint());
    assertThat(socket.getMaxBundleTimeMills(), is(1000L));
    assertThat(pace(socket), is(0L));
    FlinkPipelineOptions append =
        options(
            "wordcount",
            "--from=" + topic("requests"),
            "--to=" + folder.getRoot().toPath().resolve("out"),
            "--window=1m",
            "--mode=append",
            checkpoint());
    assertThat(append.getMaxBundleTimeMills(), is(1000L));
    FlinkPipelineOptions select =
        options(
            "select",
            "--from=" + topic("requests"),
            "--format=json",
            "--schema=host string",
            "--to=" + topic("counts"),
            checkpoint());
    assertThat(select.getMaxBundleTimeMills(), is(1000L));
    assertThat(pace(select), is(0L));
    FlinkPipelineOptions given =
        options(
            List.of("--maxBundleTimeMills=50"),
            "wordcount",
            "--from=" + topic("requests"),
            "--to=" + topic("counts"),
            checkpoint());
    assertThat(given.getMaxBundleTimeMills(), is(50L));
    assertThat(pace(given), is(0L));
  }
}
