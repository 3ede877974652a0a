package dev.cauce.cli;

import dev.cauce.io.EndpointUri;
import dev.cauce.pipelines.FlowPlan;
import dev.cauce.pipelines.FlowSettings;
import dev.cauce.pipelines.TableOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a command line makes the pipeline what it is: with anything of it changed, state from
 * before would be lost, or would mean something else. How often it reports, on how many workers and
 * on which runner may change from run to run.
 */
final class Identity {
  private Identity() {}

  /** By the names of options, in the order of the help. */
  static Map<String, String> of(
      String flow,
      FlowOptions options,
      FlowSettings settings,
      FlowPlan plan,
      @Nullable EndpointUri letters) {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("the flow", flow);
    uris("--from", options.from, identity);
    uris("--to", options.to, identity);
    identity.put("--mode", plan.mode().name().toLowerCase(Locale.ROOT));
    TableOptions table = settings.table();
    put("--window", table.window(), identity);
    put("--event-time", table.eventTime(), identity);
    put("--lateness", table.lateness(), identity);
    put("--idleness", options.idleness, identity);
    put("--order-by", options.orderBy, identity);
    put("--limit", options.limit, identity);
    put("--late-to-dead-letters", options.lateToDeadLetters ? "true" : null, identity);
    put("--dead-letters", letters == null ? null : text(letters), identity);
    new TreeMap<>(settings.options()).forEach((name, value) -> identity.put("--" + name, value));
    identity.put("the columns", plan.columns());
    return identity;
  }

  private static void uris(String name, List<EndpointUri> uris, Map<String, String> identity) {
    for (int i = 0; i < uris.size(); i++) {
      identity.put(i == 0 ? name : name + " " + (i + 1), text(uris.get(i)));
    }
  }

  /** A path as it is from every directory. */
  private static String text(EndpointUri uri) {
    return uri.scheme().equals("file")
        ? "file://" + Path.of(uri.body()).toAbsolutePath().normalize() + options(uri)
        : uri.text();
  }

  private static String options(EndpointUri uri) {
    StringJoiner options = new StringJoiner("&", "?", "").setEmptyValue("");
    new TreeMap<>(uri.parameters()).forEach((name, value) -> options.add(name + "=" + value));
    return options.toString();
  }

  private static void put(String name, @Nullable Object value, Map<String, String> identity) {
    if (value != null) {
      identity.put(name, String.valueOf(value));
    }
  }
}
