package dev.cauce.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where Cauce differs from Spark on purpose: by what a query asks, not by its name, so that it
 * holds for scenarios that nobody here has seen. Each stands in docs/differences-from-spark.md.
 */
final class Differences {
  private static final Set<String> GROUPINGS = Set.of("groupBy", "rollup", "cube");

  private Differences() {}

  /** Why it is not played yet; null if it is. */
  static @Nullable String later(Scenario scenario) {
    for (JsonNode step : scenario.steps()) {
      if (step.path("restartBefore").asBoolean() || step.has("files")) {
        return "later: restarts";
      }
    }
    return scenario.json().path("trigger").path("type").asText().equals("availableNow")
        ? "later: restarts"
        : null;
  }

  /** What is better here; null if it is to be as in Spark. */
  static @Nullable String byDesign(Scenario scenario) {
    if (!scenario.isRefused()) {
      return null;
    }
    if (scenario.json().path("refusedAt").asText().equals("action")) {
      return "a pipeline is run by its runner: there is no call that could be made on a stream";
    }
    List<JsonNode> groups =
        scenario.ops().stream().filter(op -> GROUPINGS.contains(op.path("op").asText())).toList();
    boolean update = scenario.mode().equals("update");
    boolean session =
        groups.stream().anyMatch(op -> op.at("/window/type").asText().equals("session"));
    if (session && update) {
      return "sessions in update mode: replaced ones are removed";
    }
    if (session && groups.get(0).path("keys").isEmpty()) {
      return "sessions of all rows together";
    }
    if (scenario.ops().toString().contains("count_distinct")) {
      return "exact distinct counts";
    }
    if (groups.size() > 1 && !scenario.mode().equals("append")) {
      return "aggregations of aggregations in update and complete mode";
    }
    if (update && scenario.json().has("sink") && groups.size() == 1) {
      return "files of a table are replaced as a whole";
    }
    return null;
  }

  /** A step in which no row came: Spark runs a batch, Cauce's tick is silent. */
  static boolean silent(JsonNode step) {
    JsonNode add = step.path("add");
    if (add.isObject()) {
      for (JsonNode rows : add) {
        if (!rows.isEmpty()) {
          return false;
        }
      }
      return true;
    }
    return add.isEmpty();
  }
}
