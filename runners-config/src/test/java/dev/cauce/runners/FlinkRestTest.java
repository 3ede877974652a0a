package dev.cauce.runners;

import static java.util.Objects.requireNonNull;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesRegex;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.joda.time.Instant;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class FlinkRestTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private CompletableFuture<Integer> end = CompletableFuture.completedFuture(0);

  @Before
  public void sourceReads() {
    StoppableSource.reset(true);
  }

  @After
  public void runEnds() {
    new StoppableSource.Control().stopReading();
    end.join();
  }

  @Test
  public void embedded_runningJob_tellsAllAndStopsWithASavepoint() throws Exception {
    Path savepoints = folder.newFolder("savepoints").toPath();
    Pipeline pipeline = pipeline(folder.newFolder("checkpoints").toPath());
    pipeline
        .apply("Read", Read.from(new StoppableSource()))
        .apply("Shuffle", Reshuffle.viaRandomKey())
        .apply("Pass", ParDo.of(new Pass()));
    end = CompletableFuture.supplyAsync(() -> Launcher.run(pipeline));

    FlinkRest rest = rest(pipeline);
    Await.until("a job", LIMIT, () -> !rest.jobs().isEmpty());
    JobInfo job = rest.jobs().get(0);
    assertThat(job.name(), is("rest-test"));
    assertThat(job.id(), matchesRegex("[0-9a-f]{32}"));
    Await.until("all tasks run", LIMIT, () -> rest.isRunning(job.id()));
    assertThat(rest.state(job.id()), is("RUNNING"));
    assertThat(rest.restarts(job.id()), is(0L));
    assertThat(rest.rootCause(job.id()), nullValue());
    Await.until("a checkpoint", LIMIT, () -> rest.checkpoints(job.id()).latest() != null);
    FlinkCheckpoints.Snapshot latest = requireNonNull(rest.checkpoints(job.id()).latest());
    assertThat(Files.exists(Path.of(URI.create(latest.path())).resolve("_metadata")), is(true));
    assertThat(latest.bytes(), greaterThan(0L));
    Await.until(
        "its figures", LIMIT, () -> rest.figures(job.id(), "cauce").containsKey("numInputRows"));
    assertThat(rest.figures(job.id(), "cauce"), is(Map.of("numInputRows", 1L)));
    Await.until("its watermarks", LIMIT, () -> !rest.watermarks(job.id()).isEmpty());
    assertThat(
        rest.watermarks(job.id()).values().stream().mapToLong(Long::longValue).min().getAsLong(),
        is(0L));

    String savepoint = rest.stop(job.id(), savepoints.toUri().toString(), false, LIMIT);

    assertThat(savepoint, startsWith("file:" + savepoints + "/savepoint-"));
    assertThat(Files.exists(Path.of(URI.create(savepoint)).resolve("_metadata")), is(true));
    assertThat(end.join(), is(0));
  }

  @Test
  public void cancel_embeddedJob_ends() throws Exception {
    Pipeline pipeline = pipeline(folder.newFolder("checkpoints").toPath());
    pipeline.apply("Read", Read.from(new StoppableSource())).apply("Pass", ParDo.of(new Pass()));
    end = CompletableFuture.supplyAsync(() -> Launcher.run(pipeline));
    FlinkRest rest = rest(pipeline);
    Await.until("a job", LIMIT, () -> !rest.jobs().isEmpty());
    String job = rest.jobs().get(0).id();
    Await.until("all tasks run", LIMIT, () -> rest.isRunning(job));

    rest.cancel(job);

    assertThat(end.join(), is(1));
  }

  @Test
  public void state_noSuchJob_isNull() throws Exception {
    Pipeline pipeline = pipeline(folder.newFolder("checkpoints").toPath());
    pipeline.apply("Read", Read.from(new StoppableSource()));
    end = CompletableFuture.supplyAsync(() -> Launcher.run(pipeline));

    FlinkRest rest = rest(pipeline);

    assertThat(rest.state("00000000000000000000000000000000"), nullValue());
    IOException refused =
        assertThrows(IOException.class, () -> rest.checkpoints("00000000000000000000000000000000"));
    assertThat(
        refused.getMessage(),
        startsWith(
            "GET "
                + rest.root()
                + "/jobs/00000000000000000000000000000000/checkpoints was answered with 404: "));
  }

  @Test
  public void jobs_nobodyThere_saysWhereAndWhatToDo() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    IOException refused = assertThrows(IOException.class, () -> FlinkRest.onLoopback(port).jobs());

    assertThat(
        refused.getMessage(),
        is(
            "Cannot connect to Flink at http://127.0.0.1:"
                + port
                + ": is the cluster running, and is that its REST port?"));
  }

  @Test
  public void figure_idsOfFlink_isTheNameBehindTheNamespace() {
    assertThat(
        FlinkRest.figure("Read socket/Count/ParMultiDo(Fn).cauce_numInputRows", "cauce"),
        is("numInputRows"));
    assertThat(FlinkRest.figure("Step.cauce.batches", "cauce"), is("batches"));
    assertThat(FlinkRest.figure("Step.numRecordsOut", "cauce"), nullValue());
  }

  private static FlinkRest rest(Pipeline pipeline) throws Exception {
    Await.until("REST", LIMIT, () -> FlinkRest.embedded(pipeline.getOptions()) != null);
    FlinkRest rest = FlinkRest.embedded(pipeline.getOptions());
    assertThat(rest, notNullValue());
    return requireNonNull(rest);
  }

  private static Pipeline pipeline(Path checkpoints) throws IOException {
    Path conf = Files.createTempDirectory("conf");
    Files.writeString(
        conf.resolve("flink-conf.yaml"),
        "state.checkpoints.num-retained: 1000\nstate.checkpoints.dir: "
            + checkpoints.toUri()
            + "\n");
    return Pipeline.create(
        Runners.on("flink")
            .withName("rest-test")
            .withParallelism(1)
            .withBeamArgs(
                "--checkpointingInterval=100",
                "--externalizedCheckpointsEnabled=true",
                "--flinkConfDir=" + conf)
            .toOptions());
  }

  private static final class Pass extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(@Element Long number, @Timestamp Instant time, OutputReceiver<Long> out) {
      out.outputWithTimestamp(number, time);
    }
  }
}
