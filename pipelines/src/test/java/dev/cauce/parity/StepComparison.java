package dev.cauce.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cauce.io.MemoryIO;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** Compares what left a table of ours, step by step and in the end, with what Spark emitted. */
final class StepComparison {
  private final Scenario scenario;
  private final JsonNode columns;
  private final boolean ordered;
  private final boolean lastOfKey;

  /**
   * @param lastOfKey whether of the rows of a key that came in one step the last counts; only in
   *     update mode
   */
  StepComparison(Scenario scenario, boolean lastOfKey) {
    this.lastOfKey = lastOfKey && scenario.mode().equals("update");
    this.scenario = scenario;
    this.columns = scenario.json().path("output").path("columns");
    this.ordered = scenario.json().path("output").path("ordered").asBoolean();
  }

  /**
   * What is different; empty if nothing is.
   *
   * @param byStep by the number of the step; a step in which nothing was emitted has none
   */
  String steps(Map<Integer, List<TableUpdate>> byStep) {
    StringBuilder problems = new StringBuilder();
    List<JsonNode> steps = scenario.steps();
    List<List<@Nullable Object>> last = List.of();
    for (int step = 0; step < steps.size(); step++) {
      List<List<@Nullable Object>> ours = new ArrayList<>();
      for (TableUpdate update : byStep.getOrDefault(step, List.of())) {
        for (Row row : update.rows()) {
          ours.add(SparkRows.ours(row, columns));
        }
      }
      List<List<@Nullable Object>> sparks = sparks(steps.get(step));
      if (ours.isEmpty() && Differences.silent(steps.get(step))) {
        continue;
      }
      if (!byStep.containsKey(step) && Differences.repeats(scenario)) {
        ours = last; // rows came and changed nothing: Spark emits the table again
      }
      last = ours;
      String difference = SparkRows.difference(ours, sparks, ordered);
      if (!difference.isEmpty()) {
        problems.append("step ").append(step).append(": ").append(difference).append('\n');
      }
    }
    return problems.toString();
  }

  /** What Spark emitted in a step. */
  private List<List<@Nullable Object>> sparks(JsonNode step) {
    List<List<@Nullable Object>> all = new ArrayList<>();
    step.path("expected").forEach(row -> all.add(SparkRows.spark(row)));
    List<Integer> keys = new ArrayList<>();
    for (JsonNode key : scenario.json().path("output").path("keys")) {
      for (int column = 0; column < columns.size(); column++) {
        if (columns.get(column).path("name").equals(key)) {
          keys.add(column);
        }
      }
    }
    if (!lastOfKey || keys.isEmpty()) {
      return all;
    }
    Map<List<@Nullable Object>, List<@Nullable Object>> rows = new LinkedHashMap<>();
    for (JsonNode batch : step.path("batches")) {
      for (JsonNode row : batch.path("rows")) {
        List<@Nullable Object> cells = SparkRows.spark(row);
        List<@Nullable Object> key = new ArrayList<>();
        keys.forEach(column -> key.add(cells.get(column)));
        rows.put(key, cells);
      }
    }
    return new ArrayList<>(rows.values());
  }

  /**
   * What is different in what a sink is left with, by the rules of TableUpdate; in append without
   * what is still open. Drops the table.
   */
  String streamed(String table) {
    List<List<@Nullable Object>> ours = new ArrayList<>();
    for (Row row : MemoryIO.table(table).rows()) {
      List<@Nullable Object> cells = SparkRows.ours(row, columns);
      if (!Lateness.isOpen(scenario, cells)) {
        ours.add(cells);
      }
    }
    MemoryIO.drop(table);
    if (!scenario.json().path("streamed").isArray()) {
      return ""; // the keys are not among the columns: no sink can tell
    }
    String difference = SparkRows.difference(ours, SparkRows.spark(scenario, "streamed"), ordered);
    return difference.isEmpty() ? "" : "streamed: " + difference + "\n";
  }
}
