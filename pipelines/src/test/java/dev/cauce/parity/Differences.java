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
  private static final String NO_CALLS =
      "a pipeline is run by its runner: there is no call that could be made on a stream";
  private static final String SESSION_UPDATES =
      "sessions in update mode: replaced ones are removed";
  private static final String SESSIONS_OF_ALL = "sessions of all rows together";
  private static final String EXACT_DISTINCT = "exact distinct counts";
  private static final String AGAIN = "aggregations of aggregations in update and complete mode";
  private static final String WHOLE_FILES = "files of a table are replaced as a whole";

  private static final String BOTH_KINDS = "a bounded input beside an endless one";

  /** All reasons there are. */
  static final List<String> REASONS =
      List.of(
          NO_CALLS,
          SESSION_UPDATES,
          SESSIONS_OF_ALL,
          EXACT_DISTINCT,
          AGAIN,
          WHOLE_FILES,
          BOTH_KINDS);

  private static final Set<String> GROUPINGS = Set.of("groupBy", "rollup", "cube");

  private Differences() {}

  /** What is better here; null if it is to be as in Spark. */
  static @Nullable String byDesign(Scenario scenario) {
    if (!scenario.isRefused()) {
      return null;
    }
    if (scenario.json().path("refusedAt").asText().equals("action")) {
      return NO_CALLS;
    }
    for (JsonNode op : scenario.ops()) {
      JsonNode with = scenario.json().path("inputs").path(op.path("with").asText());
      if (op.path("op").asText().equals("union") && with.path("kind").asText().equals("static")) {
        return BOTH_KINDS;
      }
    }
    List<JsonNode> groups =
        scenario.ops().stream().filter(op -> GROUPINGS.contains(op.path("op").asText())).toList();
    boolean update = scenario.mode().equals("update");
    boolean session =
        groups.stream().anyMatch(op -> op.at("/window/type").asText().equals("session"));
    if (session && update) {
      return SESSION_UPDATES;
    }
    if (session && groups.get(0).path("keys").isEmpty()) {
      return SESSIONS_OF_ALL;
    }
    if (scenario.ops().toString().contains("count_distinct")) {
      return EXACT_DISTINCT;
    }
    if (groups.size() > 1 && !scenario.mode().equals("append")) {
      return AGAIN;
    }
    if (update && scenario.json().has("sink") && groups.size() == 1) {
      return WHOLE_FILES;
    }
    return null;
  }

  /** Whether {@code reason} is that inputs of both kinds may be united. */
  static boolean unites(@Nullable String reason) {
    return BOTH_KINDS.equals(reason);
  }

  /**
   * Whether Spark emits rows again that did not change, at a batch whose rows were all filtered out
   * or late: the whole table in complete mode, and the row of an aggregation without keys.
   */
  static boolean repeats(Scenario scenario) {
    return scenario.mode().equals("complete")
        || scenario.mode().equals("update")
            && scenario.ops().stream()
                .anyMatch(
                    op ->
                        op.path("op").asText().equals("groupBy")
                            && op.path("keys").isEmpty()
                            && !op.has("window"));
  }

  /** A step in which no row came: Spark runs a batch, Cauce's tick is silent. */
  static boolean silent(JsonNode step) {
    for (JsonNode file : step.path("files")) {
      if (!file.path("rows").isEmpty()) {
        return false;
      }
    }
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
