package dev.cauce.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cauce.query.Query;
import dev.cauce.table.OutputMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a query that Spark refuses is refused here, and how. */
final class Refusals {
  /** What no query of ours can be asked to do: it cannot be written down. */
  private static final Set<String> NO_SUCH_STEP =
      Set.of("offset", "sample", "intersect", "except", "groupingSets", "pivot");

  private Refusals() {}

  /** The reason; null if it is allowed. */
  static @Nullable String of(Scenario scenario) {
    OutputMode mode;
    try {
      mode = OutputMode.valueOf(scenario.mode().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      return "no mode";
    }
    for (JsonNode op : scenario.ops()) {
      if (NO_SUCH_STEP.contains(op.path("op").asText())) {
        return "there is no step " + op.path("op").asText();
      }
    }
    try {
      List<JsonNode> ops = new ArrayList<>(scenario.ops());
      Query query = ScenarioQuery.of(ops, scenario.inputSchema(scenario.inputs().get(0)));
      List<String> refused = query.check(mode, false);
      return refused.isEmpty() ? null : String.join(" ", refused);
    } catch (IllegalArgumentException refused) {
      return String.valueOf(refused.getMessage());
    }
  }
}
