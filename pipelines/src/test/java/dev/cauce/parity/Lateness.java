package dev.cauce.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a scenario were late and which groups stayed open, by the rules of the goldens'
 * README and the watermarks that Spark wrote down: nothing of ours is asked.
 */
final class Lateness implements ScenarioRun.Survivors {
  private final Scenario scenario;
  private boolean partlyLate;

  Lateness(Scenario scenario) {
    this.scenario = scenario;
  }

  /** Whether a row was late for one of its sliding windows and not for all of them. */
  boolean partlyLate() {
    return partlyLate;
  }

  /** Whether Spark's watermark has not reached the end of the row's group in the last step. */
  static boolean isOpen(Scenario scenario, List<@Nullable Object> cells) {
    List<JsonNode> steps = scenario.steps();
    String watermark = steps.get(steps.size() - 1).path("watermarkAfter").asText();
    boolean grouped =
        scenario.ops().stream().anyMatch(op -> op.path("op").asText().equals("groupBy"));
    if (watermark.isEmpty() || !grouped || !scenario.mode().equals("append")) {
      return false;
    }
    Object end = cells.get(0) instanceof List<?> window ? window.get(1) : cells.get(0);
    return Instant.parse(String.valueOf(end)).isAfter(Instant.parse(watermark));
  }

  @Override
  public boolean has(Row row, JsonNode step) {
    String column = "";
    for (JsonNode op : scenario.ops()) {
      String name = op.path("op").asText();
      if (name.equals("withWatermark")) {
        column = op.path("column").asText();
      } else if (!column.isEmpty() && name.equals("groupBy")) {
        return !row.getSchema().hasField(column)
            || !(row.getValue(column) instanceof Instant time)
            || !groupIsLate(op, column, time, watermark(step));
      } else if (!column.isEmpty() && (name.startsWith("dropDup") || name.equals("distinct"))) {
        return !(row.getValue(column) instanceof Instant time) || time.isAfter(watermark(step));
      }
    }
    return true;
  }

  private Instant watermark(JsonNode step) {
    List<JsonNode> steps = scenario.steps();
    int number = steps.indexOf(step);
    if (scenario.lags()) {
      return number == 0 ? Instant.EPOCH : used(steps.get(number - 1));
    }
    return used(step);
  }

  private static Instant used(JsonNode step) {
    String watermark = step.path("batches").path(0).path("watermark").asText();
    return watermark.isEmpty() ? Instant.EPOCH : Instant.parse(watermark);
  }

  private boolean groupIsLate(JsonNode op, String column, Instant time, Instant watermark) {
    JsonNode window = op.path("window");
    if (window.path("column").asText().equals(column)) {
      if (window.path("type").asText().equals("session")) {
        return !time.plus(duration(window, "gap")).isAfter(watermark);
      }
      return !scenario.mode().equals("complete") && windowsAreLate(window, time, watermark);
    }
    for (JsonNode key : op.path("keys")) {
      if (window.isMissingNode() && key.asText().equals(column)) {
        return !time.isAfter(watermark);
      }
    }
    return false;
  }

  private boolean windowsAreLate(JsonNode window, Instant time, Instant watermark) {
    Duration size = duration(window, "size");
    Duration slide = window.has("slide") ? duration(window, "slide") : size;
    long offset = window.has("startTime") ? duration(window, "startTime").toMillis() : 0;
    long millis = time.toEpochMilli();
    long start = millis - Math.floorMod(millis - offset, slide.toMillis());
    int windows = 0;
    int late = 0;
    for (; start + size.toMillis() > millis; start -= slide.toMillis()) {
      windows++;
      late += start + size.toMillis() <= watermark.toEpochMilli() ? 1 : 0;
    }
    partlyLate |= late > 0 && late < windows;
    return late == windows;
  }

  private static Duration duration(JsonNode window, String name) {
    String text = Objects.requireNonNull(window.path(name).asText());
    return Duration.ofMillis(ScenarioQuery.duration(text).getMillis());
  }
}
