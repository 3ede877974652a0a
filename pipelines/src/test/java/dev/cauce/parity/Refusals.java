package dev.cauce.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cauce.query.Query;
import dev.cauce.table.OutputMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a query that Spark refuses is refused here, and how. */
final class Refusals {
  private Refusals() {}

  /** The reason; null if it is allowed. */
  static @Nullable String of(Scenario scenario) {
    OutputMode mode;
    try {
      mode = OutputMode.valueOf(scenario.mode().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      return "no mode";
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
