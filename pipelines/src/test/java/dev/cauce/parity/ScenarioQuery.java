package dev.cauce.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cauce.expr.Aggregate;
import dev.cauce.query.Query;
import dev.cauce.query.Windowing;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/** A scenario's operators as a query of ours. */
final class ScenarioQuery {
  private ScenarioQuery() {}

  /** An operator that no issue has asked for yet. */
  static final class NotCoveredException extends RuntimeException {
    NotCoveredException(String operator) {
      super(operator);
    }
  }

  /**
   * @param ops all operators, or those behind the splitting into words
   * @param columns what they work on
   */
  static Query of(List<JsonNode> ops, Schema columns) {
    Query query = Query.of(columns);
    for (JsonNode op : ops) {
      query = then(query, op);
    }
    return query;
  }

  private static Query then(Query query, JsonNode op) {
    return switch (op.path("op").asText()) {
      case "withWatermark" ->
          query.eventTime(op.path("column").asText(), duration(op.path("delay").asText()));
      case "filter" -> query.where(op.path("expr").asText());
      case "select" -> query.select(texts(op.path("exprs")));
      case "groupBy" ->
          query.groupBy(windowing(op.path("window")), texts(op.path("keys")), aggs(query, op));
      case "rollup" ->
          query.rollup(windowing(op.path("window")), texts(op.path("keys")), aggs(query, op));
      case "cube" ->
          query.cube(windowing(op.path("window")), texts(op.path("keys")), aggs(query, op));
      case "dropDuplicates", "distinct" -> query.distinct(texts(op.path("columns")));
      case "dropDuplicatesWithinWatermark" ->
          query.distinctWithin(texts(op.path("columns")), query.lateness());
      case "orderBy" -> query.orderBy(texts(op.path("columns")));
      case "limit" -> query.limit(op.path("n").asLong());
      case "splitWords" -> query.select(List.of(split(op)));
      default -> throw new NotCoveredException(op.path("op").asText());
    };
  }

  /** Only where the words are not split by {@code Words}, which is before all else. */
  private static String split(JsonNode op) {
    String column = op.path("column").asText();
    if (op.path("lower").asBoolean()) {
      column = "lower(" + column + ")";
    }
    String pattern = op.path("pattern").asText().replace("\\", "\\\\").replace("'", "\\'");
    return "explode(split(" + column + ", '" + pattern + "')) as " + op.path("as").asText();
  }

  private static List<Aggregate> aggs(Query query, JsonNode op) {
    List<Aggregate> aggregates = new ArrayList<>();
    for (JsonNode agg : op.path("aggs")) {
      aggregates.add(
          Aggregate.of(
              agg.path("fn").asText(),
              agg.path("column").asText(),
              agg.path("as").asText(),
              query.expressionColumns()));
    }
    return aggregates;
  }

  private static @Nullable Windowing windowing(JsonNode window) {
    if (window.isMissingNode() || window.isNull()) {
      return null;
    }
    Windowing windowing =
        switch (window.path("type").asText()) {
          case "tumbling" -> Windowing.tumbling(duration(window.path("size").asText()));
          case "sliding" ->
              Windowing.sliding(
                  duration(window.path("size").asText()), duration(window.path("slide").asText()));
          case "session" -> {
            String gap = window.path("gap").asText();
            yield gap.startsWith("expr:")
                ? Windowing.sessionBy(gap.substring("expr:".length()))
                : Windowing.session(duration(gap));
          }
          default -> throw new NotCoveredException(window.toString());
        };
    windowing = windowing.on(window.path("column").asText());
    return window.has("startTime")
        ? windowing.startingAt(duration(window.path("startTime").asText()))
        : windowing;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** A duration as Spark writes it: {@code 10 minutes}, {@code 1 hour 30 seconds}. */
  static Duration duration(String spark) {
    String[] parts = spark.trim().split("\\s+");
    long millis = 0;
    for (int i = 0; i + 1 < parts.length; i += 2) {
      long unit =
          switch (parts[i + 1].replaceAll("s$", "")) {
            case "millisecond" -> 1;
            case "second" -> 1000;
            case "minute" -> 60_000;
            case "hour" -> 3_600_000;
            case "day" -> 86_400_000;
            case "week" -> 7 * 86_400_000L;
            default -> throw new IllegalArgumentException("No duration: " + spark);
          };
      millis += Long.parseLong(parts[i]) * unit;
    }
    return Duration.millis(millis);
  }
}
