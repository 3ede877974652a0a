package dev.cauce.parity;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assume.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cauce.io.MemoryIO;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.beam.sdk.testing.TestPipeline;
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
 * The scenarios as bounded pipelines on the DirectRunner, in every mode: the table that a sink is
 * left with is what Spark's batch run gave of the same rows.
 */
@RunWith(Parameterized.class)
public class ParityBoundedTest {
  private static final Map<String, Map<String, Integer>> TALLY = new TreeMap<>();

  @Parameters(name = "{0}")
  public static List<Scenario> scenarios() {
    return Scenario.all().stream()
        .filter(s -> s.json().path("final").isArray() && !s.readsFiles())
        .filter(ParityBoundedTest::isCovered)
        .toList();
  }

  private static boolean isCovered(Scenario scenario) {
    try {
      new ScenarioRun(scenario, false).apply(TestPipeline.create());
      return true;
    } catch (ScenarioQuery.NotCoveredException notCovered) {
      return false;
    }
  }

  @Parameter public @Nullable Scenario scenario;

  @Rule public final TestPipeline p = TestPipeline.create();

  @AfterClass
  public static void printTally() {
    TALLY.forEach((family, counts) -> System.out.println("bounded " + family + ": " + counts));
  }

  private void tally(String outcome) {
    TALLY
        .computeIfAbsent(Objects.requireNonNull(scenario).family(), family -> new TreeMap<>())
        .merge(outcome, 1, Integer::sum);
  }

  @Test
  public void everyMode_endsWithSparksBatch() {
    Scenario played = Objects.requireNonNull(scenario);
    Lateness lateness = new Lateness(played);
    Map<OutputMode, PCollection<TableUpdate>> tables =
        new ScenarioRun(played, false).applyBounded(p, lateness);
    if (lateness.partlyLate()) {
      // A row cannot be left out of one of its windows by leaving it out of the input.
      p.enableAbandonedNodeEnforcement(false);
      tally("rows late for some windows only");
      assumeFalse("rows are late for some of their windows only", lateness.partlyLate());
    }
    assertThat(tables.keySet(), is(not(java.util.Set.of())));
    tables.forEach((mode, table) -> table.apply("To " + mode, MemoryIO.write(name(mode))));
    p.run();

    JsonNode output = played.json().path("output");
    StringBuilder problems = new StringBuilder();
    for (OutputMode mode : tables.keySet()) {
      if (mode == OutputMode.UPDATE && isAmbiguous(played)) {
        continue;
      }
      List<List<@Nullable Object>> ours = new ArrayList<>();
      for (Row row : MemoryIO.table(name(mode)).rows()) {
        ours.add(SparkRows.ours(row, output.path("columns")));
      }
      MemoryIO.drop(name(mode));
      // Only a snapshot has an order.
      boolean ordered = output.path("ordered").asBoolean() && mode == OutputMode.COMPLETE;
      String difference = SparkRows.difference(ours, SparkRows.spark(played, "final"), ordered);
      if (anyRowMayBeFirst(played)) {
        difference = ours.size() == played.json().path("final").size() ? "" : ours.toString();
      }
      problems.append(difference.isEmpty() ? "" : mode + ": " + difference + "\n");
    }
    tally(problems.isEmpty() ? "passed" : "failed");
    assertThat(played + "\n" + problems, problems.toString(), is(emptyString()));
  }

  /** Input that ends has no order, so which of the rows of a key is the first cannot be told. */
  private static boolean anyRowMayBeFirst(Scenario scenario) {
    return scenario.ops().stream()
        .anyMatch(
            op -> op.path("op").asText().equals("dropDuplicates") && !op.path("columns").isEmpty());
  }

  /**
   * A group of null and a subtotal have the same key columns, in Spark as here: a sink that keeps a
   * row a key cannot hold both. docs/differences-from-spark.md says what to do.
   */
  private static boolean isAmbiguous(Scenario scenario) {
    return scenario.ops().stream()
        .map(op -> op.path("op").asText())
        .anyMatch(op -> op.equals("cube") || op.equals("rollup"));
  }

  private String name(OutputMode mode) {
    return "bounded " + scenario + " " + mode;
  }
}
