package dev.cauce.cli;

import dev.cauce.io.Endpoint;
import dev.cauce.io.Endpoints;
import dev.cauce.pipelines.Flow;
import dev.cauce.pipelines.Flows;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** {@code cauce list}: the flows, sources and sinks there are. */
final class ListCommand {
  private ListCommand() {}

  static void run(PrintStream out) {
    out.println("Flows");
    for (Flow flow : Flows.all()) {
      entry(out, flow.name(), flow.summary());
    }
    out.println();
    out.println("Sources (--from)");
    for (Endpoint endpoint : Endpoints.all()) {
      entry(out, endpoint.source());
    }
    out.println();
    out.println("Sinks (--to)");
    for (Endpoint endpoint : Endpoints.all()) {
      entry(out, endpoint.sink());
    }
  }

  private static void entry(PrintStream out, Endpoint.@Nullable Usage usage) {
    if (usage != null) {
      entry(out, usage.form(), usage.summary());
      if (!usage.options().isEmpty()) {
        out.println("      ?" + String.join(" &", usage.options()));
      }
    }
  }

  private static void entry(PrintStream out, String name, String summary) {
    out.println("  " + name);
    out.println("      " + summary);
  }
}
