package dev.cauce.parity;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/**
 * The scenarios of the family progress: what our own sources and tables tell of a query while it
 * runs is what Spark's progress told of it, in its names, its order and its counts.
 */
@RunWith(Parameterized.class)
public class ProgressParityTest {
  /** What Spark has no name for; see the Javadoc of Progress. */
  private static final List<String> ADDITIONS =
      List.of("numDeadLetters", "eventTime.heldBy", "stateOperators.oldestOpenWindow");

  @Parameters(name = "{0}")
  public static List<Recorded> recorded() {
    return Scenario.family("progress").stream().map(golden -> new Recorded(golden.json())).toList();
  }

  /** What Spark told of one scenario. */
  public record Recorded(JsonNode json) {
    String scenario() {
      return json.path("scenario").asText();
    }

    JsonNode last() {
      return json.path("last");
    }

    @Override
    public String toString() {
      return scenario();
    }
  }

  @Parameter public Recorded recorded = recorded().get(0);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void progress_onDirect_tellsWhatSparkTold() throws Exception {
    tellsWhatSparkTold("direct");
  }

  @Test
  public void progress_onFlink_tellsWhatSparkTold() throws Exception {
    tellsWhatSparkTold("flink");
  }

  private void tellsWhatSparkTold(String runner) throws Exception {
    Scenario scenario = Scenario.named(recorded.scenario());
    assumeTrue(
        "not covered: " + scenario + " is a join",
        scenario.ops().stream().noneMatch(op -> op.path("op").asText().equals("join")));
    ProgressRun run = ProgressRun.start(scenario, runner, folder.getRoot().toPath());
    try {
      long rows = 0;
      long dropped = 0;
      for (JsonNode step : scenario.steps()) {
        for (JsonNode batch : step.path("batches")) {
          rows += batch.path("numInputRows").asLong();
          dropped += batch.path("rowsDroppedByWatermark").asLong();
        }
        run.play(step);
        run.await("numInputRows", run::inputRows, is(rows));
        run.await("numRowsDroppedByWatermark", run::droppedRows, is(dropped));
      }
      // In append a shard merges what came when one of its windows closes, and counts it then.
      long state = recorded.last().path("stateOperators").path(0).path("numRowsTotal").asLong();
      boolean merged = !scenario.mode().equals("append");
      run.await("numRowsTotal", run::stateRows, merged ? is(state) : lessThanOrEqualTo(state));
      run.await("watermark", run::watermark, is(watermark(scenario)));
    } finally {
      run.stop();
    }
    for (JsonNode line : run.lines()) {
      checkNames(line);
    }
  }

  /**
   * Spark's, to which the delay is added that Spark takes off: ours takes it off at each window.
   */
  private String watermark(Scenario scenario) {
    String spark = recorded.last().path("eventTime").path("watermark").asText();
    if (spark.isEmpty()) {
      return "";
    }
    Duration delay =
        Duration.ofMillis(
            ScenarioQuery.duration(scenario.json().path("query").path("watermarkDelay").asText())
                .getMillis());
    return Instant.parse(spark).plus(delay).toString();
  }

  private void checkNames(JsonNode line) {
    List<String> spark = names(recorded.json().path("lastWithData"));
    List<String> ours = names(line);
    ours.removeAll(ADDITIONS);
    assertThat(ours, everyItem(is(in(spark))));
    List<String> inSparksOrder = new ArrayList<>(spark);
    inSparksOrder.retainAll(ours);
    assertThat(ours, is(inSparksOrder));
  }

  /** The names of an object's fields and of those of the objects in it, as they come. */
  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object
        .fields()
        .forEachRemaining(
            field -> {
              names.add(field.getKey());
              JsonNode value = field.getValue();
              JsonNode inner = value.isArray() ? value.path(0) : value;
              inner.fieldNames().forEachRemaining(name -> names.add(field.getKey() + "." + name));
            });
    return names;
  }
}
