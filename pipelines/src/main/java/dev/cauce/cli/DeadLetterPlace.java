package dev.cauce.cli;

import dev.cauce.io.EndpointUri;
import dev.cauce.pipelines.FlowPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;

/** Where rows go that cannot be used. */
final class DeadLetterPlace {
  private DeadLetterPlace() {}

  /** The sink; null if there are no such rows, or they are to fail the run. */
  static @Nullable EndpointUri of(
      FlowOptions options, String name, FlowPlan plan, List<String> refused) {
    boolean none = isNone(options);
    if (options.lateToDeadLetters && !plan.hasLateRows()) {
      refused.add("--late-to-dead-letters needs --window: without windows no row is late.");
    }
    if (options.lateToDeadLetters && none) {
      refused.add("--late-to-dead-letters needs dead letters: leave --dead-letters none out.");
    }
    boolean hasAny = plan.hasDeadLetters() || options.lateToDeadLetters;
    if (options.deadLetters != null && !hasAny) {
      refused.add("--dead-letters is of no use here: every line can be used. Leave it out.");
    }
    if (!hasAny || none) {
      return null;
    }
    return options.deadLetters == null ? beside(options.to, name) : options.deadLetters;
  }

  /** Whether a row that cannot be used is to fail the run. */
  static boolean isNone(FlowOptions options) {
    return options.deadLetters != null && options.deadLetters.text().equals("none");
  }

  /** Of a directory the format is JSON unless it says otherwise: what {@code replay} reads. */
  static final class Converter implements ITypeConverter<EndpointUri> {
    private static final String FORMAT = "format";

    @Override
    public EndpointUri convert(String value) {
      EndpointUri uri = EndpointUri.parse(value);
      if (!uri.scheme().equals("file") || uri.parameters().containsKey(FORMAT)) {
        return uri;
      }
      Map<String, String> parameters = new LinkedHashMap<>(uri.parameters());
      parameters.put(FORMAT, "json");
      return new EndpointUri(uri.text(), uri.scheme(), uri.body(), parameters);
    }
  }

  private static EndpointUri beside(List<EndpointUri> sinks, String name) {
    String path = name.replaceAll("[/\\\\]", "-") + "-dead-letters";
    for (EndpointUri sink : sinks) {
      String body = sink.body().replaceFirst("(?<=.)/+$", "");
      // What has no name of its own, such as ".", has nothing beside it.
      if (sink.scheme().equals("file") && !body.matches("(.*/)?\\.{0,2}")) {
        path = body + ".dead-letters";
        break;
      }
    }
    return new EndpointUri(path + "?format=json", "file", path, Map.of("format", "json"));
  }
}
