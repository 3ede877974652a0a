package dev.cauce.runners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cauce.io.DirectoryIO;
import dev.cauce.io.Intake;
import dev.cauce.io.RateIO;
import dev.cauce.io.StartingOffsets;
import dev.cauce.io.TopicIO;
import dev.cauce.io.kafkatest.KafkaBroker;
import dev.cauce.row.Lines;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The readers' gauges as a run sees them: in this JVM, and through Flink's REST interface. */
public class SourcesAtEndOnFlinkTest {
  private static final ConcurrentLinkedQueue<String> ROWS = new ConcurrentLinkedQueue<>();

  @ClassRule public static final KafkaBroker kafka = new KafkaBroker();
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Before
  @After
  public void clear() {
    Intake.open();
    ROWS.clear();
  }

  @Test
  public void figures_topicAndDirectory_turnZeroWhenAllThatWasThereIsRead() throws Exception {
    kafka.createTopic("there", 3);
    for (int p = 0; p < 3; p++) {
      kafka.send("there", p, List.of("k" + p + "a", "k" + p + "b"));
    }
    Path dir = folder.getRoot().toPath();
    Files.writeString(dir.resolve("f"), "f1\nf2\n", UTF_8);
    int port = freePort();
    Path conf = folder.newFolder("conf").toPath();
    Files.writeString(conf.resolve("flink-conf.yaml"), "rest.bind-port: " + port + "\n", UTF_8);
    PipelineOptions options = options("--flinkConfDir=" + conf);
    Pipeline p = Pipeline.create(options);
    collect(
        p.apply("Topic", TopicIO.read(kafka.brokers(), "there").from(StartingOffsets.earliest())));
    collect(
        p.apply(
            "Directory",
            DirectoryIO.read(dir.toString()).matching("f*").watchingEvery(Duration.millis(50))));
    int sources = Shape.of(p).endlessSources();
    assertThat(sources, is(2));
    Figures figures = new FlinkRun(options).figures();
    Thread run = start(p);
    await(() -> SourcesAtEnd.in(figures.read(), sources));
    await(() -> ROWS.size() >= 8);
    assertThat(
        List.copyOf(ROWS),
        containsInAnyOrder("k0a", "k0b", "k1a", "k1b", "k2a", "k2b", "f1", "f2"));
    List<String> names =
        figures.read().keySet().stream().filter(name -> name.startsWith("behind")).toList();
    assertThat(names.size(), is(4)); // a split of each partition, one of the directory
    assertThat(names, everyItem(matchesPattern("behind-[0-9a-f]{8}-[0-2]-[13]")));

    assertThat(throughRest(port, names.size()), is(new TreeSet<>(names)));

    kafka.send("there", 0, List.of("later"));
    Files.writeString(dir.resolve("f2"), "later\n", UTF_8);
    assertThat(SourcesAtEnd.in(figures.read(), sources), is(true));
    stop(run);
    assertThat(ROWS.size(), is(8));
  }

  @Test
  public void figures_rowsThatFallDueLater_areNotWaitedFor() throws Exception {
    PipelineOptions options = options();
    Pipeline p = Pipeline.create(options);
    collect(p.apply("Rate", RateIO.read().withRowsPerSecond(1000)));
    int sources = Shape.of(p).endlessSources();
    Thread run = start(p);
    await(() -> SourcesAtEnd.in(new FlinkRun(options).figures().read(), sources));
    stop(run);
  }

  /** The names of the gauges that are 0, as a run on a remote cluster asks for them. */
  private static TreeSet<String> throughRest(int port, int expected) {
    TreeSet<String> names = new TreeSet<>();
    await(
        () -> {
          names.clear();
          for (JsonNode job : json(port, "/jobs").get("jobs")) {
            String path = "/jobs/" + job.get("id").asText();
            for (JsonNode vertex : json(port, path).get("vertices")) {
              String metrics = path + "/vertices/" + vertex.get("id").asText() + "/metrics";
              for (JsonNode metric : json(port, metrics)) {
                String figure = SourcesAtEnd.figureIn(metric.get("id").asText());
                if (figure != null) {
                  String asked = metric.get("id").asText().replace(" ", "%20");
                  JsonNode answer = json(port, metrics + "?get=" + asked);
                  if (answer.get(0).get("value").asText().equals("0")) {
                    names.add(figure);
                  }
                }
              }
            }
          }
          return names.size() == expected;
        });
    return names;
  }

  private static JsonNode json(int port, String path) {
    try {
      URL url = URI.create("http://127.0.0.1:" + port + path).toURL();
      return new ObjectMapper().readTree(url);
    } catch (IOException e) {
      throw new AssertionError(path, e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static PipelineOptions options(String... args) {
    PipelineOptions options =
        Runners.on("flink")
            .withParallelism(2)
            .withTrigger(Duration.millis(200))
            .withBeamArgs(args)
            .toOptions();
    options.as(RunOptions.class).setAvailableNow(true);
    return options;
  }

  private static void collect(PCollection<Lines> lines) {
    lines
        .apply("Each " + lines.getName(), Lines.each())
        .apply("Collect " + lines.getName(), ParDo.of(new CollectFn()));
  }

  private static final class CollectFn extends DoFn<String, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String row) {
      ROWS.add(row);
    }
  }

  private static Thread start(Pipeline pipeline) {
    Thread thread = new Thread(() -> pipeline.run().waitUntilFinish(), "pipeline");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void stop(Thread run) throws InterruptedException {
    new Intake().stopReading();
    run.join(TimeUnit.SECONDS.toMillis(60));
    assertThat("the pipeline has ended", run.isAlive(), is(false));
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat("not within 60 s", System.nanoTime() < end, is(true));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }
}
