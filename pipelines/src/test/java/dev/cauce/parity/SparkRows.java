package dev.cauce.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.joda.time.ReadableInstant;
import org.jspecify.annotations.Nullable;

/** Rows of ours and of Spark's, made comparable: lists of numbers, texts, lists and nulls. */
final class SparkRows {
  private static final double TOLERANCE = 1e-9;

  private SparkRows() {}

  /** A row of ours in the columns of the scenario. */
  static List<@Nullable Object> ours(Row row, JsonNode columns) {
    List<@Nullable Object> cells = new ArrayList<>();
    for (JsonNode column : columns) {
      String name = column.path("name").asText();
      boolean window =
          column.path("type").asText().startsWith("struct") && !row.getSchema().hasField(name);
      cells.add(
          window
              ? List.of(
                  String.valueOf(cell(row.getValue("window_start"))),
                  String.valueOf(cell(row.getValue("window_end"))))
              : cell(row.getValue(name)));
    }
    return cells;
  }

  private static @Nullable Object cell(@Nullable Object value) {
    if (value instanceof ReadableInstant instant) {
      return java.time.Instant.ofEpochMilli(instant.getMillis()).toString();
    }
    if (value instanceof Row row) {
      List<@Nullable Object> cells = new ArrayList<>();
      row.getValues().forEach(each -> cells.add(cell(each)));
      return cells;
    }
    if (value instanceof Iterable<?> list) {
      List<@Nullable Object> cells = new ArrayList<>();
      list.forEach(each -> cells.add(cell(each)));
      return cells;
    }
    if (value instanceof Number || value instanceof Boolean || value == null) {
      return value;
    }
    return value.toString();
  }

  /** The rows of Spark's under {@code name}: streamed or final. */
  static List<List<@Nullable Object>> spark(Scenario scenario, String name) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    scenario.json().path(name).forEach(row -> rows.add(spark(row)));
    return rows;
  }

  /** A row of Spark's. */
  static List<@Nullable Object> spark(JsonNode row) {
    List<@Nullable Object> cells = new ArrayList<>();
    row.forEach(cell -> cells.add(sparkCell(cell)));
    return cells;
  }

  private static @Nullable Object sparkCell(JsonNode json) {
    if (json.isNull()) {
      return null;
    }
    if (json.isObject()) {
      List<@Nullable Object> cells = new ArrayList<>();
      json.fields()
          .forEachRemaining(
              field ->
                  cells.add(
                      field.getKey().equals("start") || field.getKey().equals("end")
                          ? java.time.Instant.parse(field.getValue().asText()).toString()
                          : sparkCell(field.getValue())));
      return cells;
    }
    if (json.isArray()) {
      return spark(json);
    }
    if (json.isNumber()) {
      return json.decimalValue();
    }
    return json.isBoolean() ? (Object) json.asBoolean() : json.asText();
  }

  static boolean same(@Nullable Object ours, @Nullable Object sparks) {
    if (ours == null || sparks == null) {
      return ours == null && sparks == null;
    }
    if (ours instanceof List<?> left && sparks instanceof List<?> right) {
      if (left.size() != right.size()) {
        return false;
      }
      for (int i = 0; i < left.size(); i++) {
        if (!same(left.get(i), right.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (ours instanceof BigDecimal decimal) {
      return decimal.compareTo(new BigDecimal(sparks.toString())) == 0;
    }
    if (ours instanceof Double || ours instanceof Float) {
      double a = ((Number) ours).doubleValue();
      double b = Double.parseDouble(sparks.toString());
      return a == b
          || Double.isNaN(a) && Double.isNaN(b)
          || Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
    }
    if (ours instanceof Number number) {
      return new BigDecimal(number.toString()).compareTo(new BigDecimal(sparks.toString())) == 0;
    }
    return ours.equals(sparks) || sameTime(ours.toString(), sparks.toString());
  }

  private static boolean sameTime(String ours, String sparks) {
    if (!sparks.endsWith("Z") || !ours.endsWith("Z")) {
      return false;
    }
    try {
      return java.time.Instant.parse(ours).equals(java.time.Instant.parse(sparks));
    } catch (java.time.format.DateTimeParseException noTime) {
      return false;
    }
  }

  /** What is different between the two, for a person; empty if nothing is. */
  static String difference(
      List<List<@Nullable Object>> ours, List<List<@Nullable Object>> sparks, boolean ordered) {
    if (ordered) {
      boolean same = ours.size() == sparks.size();
      for (int i = 0; same && i < ours.size(); i++) {
        same = same(ours.get(i), sparks.get(i));
      }
      return same ? "" : "ours " + ours + "\n  Spark's " + sparks;
    }
    List<List<@Nullable Object>> left = new ArrayList<>(ours);
    List<List<@Nullable Object>> missing = new ArrayList<>();
    for (List<@Nullable Object> row : sparks) {
      boolean found = false;
      for (int i = 0; i < left.size() && !found; i++) {
        if (same(left.get(i), row)) {
          left.remove(i);
          found = true;
        }
      }
      if (!found) {
        missing.add(row);
      }
    }
    return left.isEmpty() && missing.isEmpty()
        ? ""
        : "only ours " + left + "\n  only Spark's " + missing;
  }
}
