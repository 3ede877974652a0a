package dev.cauce.parity;

import static org.junit.Assert.fail;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cauce.io.MemoryIO;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;
import org.junit.AfterClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/**
 * Every scenario, step by step on the DirectRunner: what leaves our tables is what Spark emitted,
 * and what Spark refused is refused, or stands in docs/differences-from-spark.md.
 *
 * <p>{@code -Dcauce.parity=DIR} plays another folder of the same form. Prints a line a family.
 */
@RunWith(Parameterized.class)
public class ParityTest {
  /** Where the clock of a TestStream starts. */
  private static final long CLOCK_START = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  private static final Map<String, Map<String, Integer>> TALLY = new TreeMap<>();

  @Parameters(name = "{0}")
  public static List<Scenario> scenarios() {
    return Scenario.all().stream().filter(s -> !s.family().equals("console")).toList();
  }

  @Parameter public @Nullable Scenario scenario;

  @Rule public final TestPipeline p = TestPipeline.create().enableAbandonedNodeEnforcement(false);

  @AfterClass
  public static void printTally() {
    TALLY.forEach((family, counts) -> System.out.println("parity " + family + ": " + counts));
  }

  private static void tally(Scenario scenario, String outcome) {
    TALLY.computeIfAbsent(scenario.family(), f -> new TreeMap<>()).merge(outcome, 1, Integer::sum);
  }

  @Test
  public void eachStep_emitsWhatSparkEmitted() {
    Scenario played = java.util.Objects.requireNonNull(scenario);
    String later = Differences.later(played);
    if (later != null) {
      tally(played, later);
      assumeTrue(later, false);
    }
    String design = Differences.byDesign(played);
    String problem;
    try {
      problem = played.isRefused() ? refusal(played, design) : steps(played);
    } catch (ScenarioQuery.NotCoveredException notCovered) {
      tally(played, "not covered");
      assumeTrue("not covered: " + notCovered.getMessage(), false);
      return;
    } catch (RuntimeException | Error e) {
      tally(played, "failed");
      throw e;
    }
    if (!problem.isEmpty() && design == null) {
      tally(played, "failed");
      fail(played + "\n" + problem);
    }
    tally(played, design == null ? "passed" : "different by design");
  }

  /** Empty if what Spark refuses is refused here too, or if it is to be different. */
  private String refusal(Scenario played, @Nullable String design) {
    if (Differences.unites(design)) {
      return ""; // Beam's Flatten takes both: nothing of ours could refuse it
    }
    String reason = Refusals.of(played);
    if (reason == null && design == null) {
      return "Spark refuses it: " + played.json().path("sparkMessage").asText();
    }
    if (reason != null && design != null) {
      return "refused (" + reason + "), but by design it is not: " + design;
    }
    return "";
  }

  private String steps(Scenario played) {
    TimedUpdates emitted = new TimedUpdates();
    String table = "parity streamed " + played;
    run(
        p,
        pipeline -> {
          PCollection<TableUpdate> updates = new ScenarioRun(played, true).apply(pipeline);
          updates.apply("Collect", emitted);
          updates.apply("Memory", MemoryIO.write(table));
        });
    Map<Long, List<TableUpdate>> byStep = new TreeMap<>();
    emitted
        .all()
        .forEach(
            timed ->
                byStep
                    // What a tick on the very border emits belongs to the step before it.
                    .computeIfAbsent(
                        (timed.millis() - CLOCK_START - 1) / ScenarioRun.STEP.getMillis(),
                        step -> new ArrayList<>())
                    .add(timed.update()));
    StringBuilder problems = new StringBuilder();
    List<JsonNode> steps = played.steps();
    JsonNode columns = played.json().path("output").path("columns");
    boolean ordered = played.json().path("output").path("ordered").asBoolean();
    List<List<@Nullable Object>> last = List.of();
    for (int step = 0; step < steps.size(); step++) {
      List<List<@Nullable Object>> ours = new ArrayList<>();
      for (TableUpdate update : byStep.getOrDefault((long) step, List.of())) {
        for (Row row : update.rows()) {
          ours.add(SparkRows.ours(row, columns));
        }
      }
      List<List<@Nullable Object>> sparks = new ArrayList<>();
      steps.get(step).path("expected").forEach(row -> sparks.add(SparkRows.spark(row)));
      if (ours.isEmpty() && Differences.silent(steps.get(step))) {
        continue;
      }
      if (!byStep.containsKey((long) step) && Differences.repeats(played)) {
        ours = last; // rows came and changed nothing: Spark emits the table again
      }
      last = ours;
      String difference = SparkRows.difference(ours, sparks, ordered);
      if (!difference.isEmpty()) {
        problems.append("step ").append(step).append(": ").append(difference).append('\n');
      }
    }
    return problems + streamed(played, table);
  }

  /**
   * What a sink is left with, by the rules of TableUpdate; in append without what is still open.
   */
  private static String streamed(Scenario played, String table) {
    JsonNode columns = played.json().path("output").path("columns");
    List<List<@Nullable Object>> ours = new ArrayList<>();
    for (Row row : MemoryIO.table(table).rows()) {
      List<@Nullable Object> cells = SparkRows.ours(row, columns);
      if (!Lateness.isOpen(played, cells)) {
        ours.add(cells);
      }
    }
    MemoryIO.drop(table);
    if (!played.json().path("streamed").isArray()) {
      return ""; // the keys are not among the columns: no sink can tell
    }
    boolean ordered = played.json().path("output").path("ordered").asBoolean();
    String difference = SparkRows.difference(ours, SparkRows.spark(played, "streamed"), ordered);
    return difference.isEmpty() ? "" : "streamed: " + difference + "\n";
  }

  private static void run(TestPipeline pipeline, Consumer<Pipeline> build) {
    build.accept(pipeline);
    pipeline.run();
  }
}
