package dev.cauce.cli;

import dev.cauce.anomaly.DetectorFactory;
import dev.cauce.anomaly.DetectorOption;
import dev.cauce.anomaly.Detectors;
import dev.cauce.io.Endpoint;
import dev.cauce.io.Endpoints;
import dev.cauce.pipelines.Flow;
import dev.cauce.pipelines.Flows;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** {@code cauce list}: the flows, sources, sinks and detectors there are. */
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
    out.println();
    out.println("Detectors (anomalies --detector)");
    for (DetectorFactory detector : Detectors.all().values()) {
      entry(out, form(detector), detector.summary());
      for (DetectorOption option : detector.options()) {
        out.println("      :" + option.name() + "=" + option.shownDefault() + "  " + option.help());
      }
    }
  }

  private static String form(DetectorFactory detector) {
    return switch (detector.parts()) {
      case NONE -> detector.name();
      case ONE -> "DETECTOR+" + detector.name();
      case SEVERAL -> detector.name() + "(DETECTOR;DETECTOR...)";
    };
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
