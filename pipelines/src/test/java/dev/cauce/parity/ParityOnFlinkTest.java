package dev.cauce.parity;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cauce.io.MemoryIO;
import dev.cauce.runners.Launcher;
import dev.cauce.runners.Runners;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.AfterClass;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/**
 * The scenarios in append mode on embedded Flink: all that left our table is all that Spark
 * emitted, late rows dropped and windows closed by the watermark alone. Flink's TestStream has no
 * clock to set, so steps are not told apart.
 *
 * <p>What is still open at the end of the input leaves a table of ours then, while Spark's query
 * goes on: those rows are compared with Spark's batch run over the rows that were not late.
 */
@RunWith(Parameterized.class)
public class ParityOnFlinkTest {
  private static final Duration TICK = Duration.millis(100);
  private static final Map<String, Map<String, Integer>> TALLY = new TreeMap<>();

  @Parameters(name = "{0}")
  public static List<Scenario> scenarios() {
    return Scenario.all().stream().filter(ParityOnFlinkTest::isPlayed).toList();
  }

  @Parameter public @Nullable Scenario scenario;

  private static boolean isPlayed(Scenario scenario) {
    if (!scenario.mode().equals("append")
        || scenario.isRefused()
        || !scenario.json().path("streamed").isArray()
        // Each input is a way of its own, and the watermark is that of the slower one's bundles.
        || scenario.inputs().size() > 1
        || scenario.readsFiles()) {
      return false;
    }
    try {
      new ScenarioRun(scenario, false).apply(Pipeline.create());
      return true;
    } catch (ScenarioQuery.NotCoveredException notCovered) {
      return false;
    }
  }

  @AfterClass
  public static void printTally() {
    TALLY.forEach((family, counts) -> System.out.println("on Flink " + family + ": " + counts));
  }

  @Test
  public void append_emitsWhatSparkEmitted() {
    Scenario played = java.util.Objects.requireNonNull(scenario);
    FlinkPipelineOptions options =
        Runners.on("flink").withTrigger(TICK).toOptions().as(FlinkPipelineOptions.class);
    options.setParallelism(1);
    // The watermark waits for the end of a bundle, so a bundle must not go on over two steps.
    options.setMaxBundleSize(1L);
    Pipeline p = Pipeline.create(options);
    String name = "parity " + played;
    new ScenarioRun(played, false).apply(p).apply("Memory", MemoryIO.write(name));
    int code = Launcher.run(p);

    List<List<@Nullable Object>> closed = new ArrayList<>();
    List<List<@Nullable Object>> open = new ArrayList<>();
    JsonNode columns = played.json().path("output").path("columns");
    for (Row row : MemoryIO.table(name).rows()) {
      List<@Nullable Object> cells = SparkRows.ours(row, columns);
      (Lateness.isOpen(played, cells) ? open : closed).add(cells);
    }
    MemoryIO.drop(name);
    String difference = SparkRows.difference(closed, SparkRows.spark(played, "streamed"), false);
    if (difference.isEmpty() && !played.json().path("final").isNull()) {
      List<List<@Nullable Object>> stillOpen = new ArrayList<>();
      SparkRows.spark(played, "final").stream()
          .filter(cells -> Lateness.isOpen(played, cells))
          .forEach(stillOpen::add);
      difference = SparkRows.difference(open, stillOpen, false);
    }
    TALLY
        .computeIfAbsent(played.family(), family -> new TreeMap<>())
        .merge(code == 0 && difference.isEmpty() ? "passed" : "failed", 1, Integer::sum);
    assertThat(code, is(Launcher.DONE));
    assertThat(played + "\n" + difference, difference, is(emptyString()));
  }
}
