package dev.cauce.parity;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.Row;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/** The scenarios of the family wordcount: what a table emits at each step is what Spark emitted. */
@RunWith(Parameterized.class)
public class WordCountParityTest {
  /** Where the clock of a TestStream starts. */
  private static final long CLOCK_START = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  @Parameters(name = "{0}")
  public static List<Scenario> scenarios() {
    return Scenario.family("wordcount");
  }

  @Parameter public Scenario scenario = Scenario.family("wordcount").get(0);

  @Rule public final TestPipeline p = TestPipeline.create();

  @Test
  public void everyStep_emitsWhatSparkEmitted() {
    TimedUpdates emitted = new TimedUpdates();
    new ScenarioPipeline(scenario).apply(p).apply("Collect", emitted);
    p.run();

    Map<Long, List<TableUpdate>> byStep = new TreeMap<>();
    emitted
        .all()
        .forEach(
            timed ->
                byStep
                    // What a tick on the very border emits belongs to the step before it.
                    .computeIfAbsent(
                        (timed.millis() - CLOCK_START - 1) / ScenarioPipeline.STEP.getMillis(),
                        step -> new ArrayList<>())
                    .add(timed.update()));
    List<JsonNode> steps = scenario.steps();
    for (int step = 0; step < steps.size(); step++) {
      List<TableUpdate> updates = byStep.getOrDefault((long) step, List.of());
      List<String> expected = expected(steps.get(step));
      List<String> rows = new ArrayList<>();
      updates.forEach(update -> update.rows().forEach(row -> rows.add(show(row))));
      assertThat("step " + step, rows, containsInAnyOrder(expected.toArray()));
      if (scenario.mode().equals("complete")) {
        assertThat("snapshots of step " + step, updates, hasSize(expected.isEmpty() ? 0 : 1));
      }
      updates.forEach(
          update ->
              assertThat(
                  update.mode() == OutputMode.COMPLETE, is(scenario.mode().equals("complete"))));
    }
  }

  /** What Spark emitted; nothing for a tick without rows, at which Cauce is silent. */
  private List<String> expected(JsonNode step) {
    List<String> rows = new ArrayList<>();
    if (step.path("add").size() > 0) {
      for (JsonNode row : step.path("expected")) {
        List<String> cells = new ArrayList<>();
        row.forEach(cell -> cells.add(cell.asText()));
        rows.add(String.join(" | ", cells));
      }
    }
    return rows;
  }

  private static String show(Row row) {
    List<String> cells = new ArrayList<>();
    row.getValues().forEach(value -> cells.add(String.valueOf(value)));
    return String.join(" | ", cells);
  }
}
