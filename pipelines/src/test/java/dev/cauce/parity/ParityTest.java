package dev.cauce.parity;

import static org.junit.Assert.fail;
import static org.junit.Assume.assumeTrue;

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
import org.jspecify.annotations.Nullable;
import org.junit.AfterClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/**
 * Every scenario, step by step on the DirectRunner, and those that go on from a checkpoint on
 * embedded Flink, a run a step: what leaves our tables is what Spark emitted, and what Spark
 * refused is refused, or stands in docs/differences-from-spark.md.
 *
 * <p>{@code -Dcauce.parity=DIR} plays another folder of the same form, {@code -Dcauce.family=NAMES}
 * some families only. Prints a line a family.
 */
@RunWith(Parameterized.class)
public class ParityTest {
  /** Where the clock of a TestStream starts. */
  private static final long CLOCK_START = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  private static final Map<String, Map<String, Integer>> TALLY = new TreeMap<>();

  @Parameters(name = "{0}")
  public static List<Scenario> scenarios() {
    String only = System.getProperty("cauce.family");
    return Scenario.all().stream()
        .filter(s -> !s.family().equals("console"))
        .filter(s -> only == null || only.contains(s.family()))
        .toList();
  }

  @Parameter public @Nullable Scenario scenario;

  @Rule public final TestPipeline p = TestPipeline.create().enableAbandonedNodeEnforcement(false);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

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
    String design = Differences.byDesign(played);
    String problem;
    try {
      problem =
          played.isRefused()
              ? refusal(played, design)
              : played.isResumed()
                  ? ResumedRuns.problems(played, folder.getRoot().toPath())
                  : steps(played);
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
    Map<Integer, List<TableUpdate>> byStep = new TreeMap<>();
    emitted
        .all()
        .forEach(
            timed ->
                byStep
                    // What a tick on the very border emits belongs to the step before it.
                    .computeIfAbsent(
                        (int) ((timed.millis() - CLOCK_START - 1) / ScenarioRun.STEP.getMillis()),
                        step -> new ArrayList<>())
                    .add(timed.update()));
    StepComparison comparison = new StepComparison(played, false);
    return comparison.steps(byStep) + comparison.streamed(table);
  }

  private static void run(TestPipeline pipeline, Consumer<Pipeline> build) {
    build.accept(pipeline);
    pipeline.run();
  }
}
