package dev.cauce.pipelines;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** Finds the {@link Flow}s on the class path. */
public final class Flows {
  private Flows() {}

  /** All flows there are, by name. */
  public static List<Flow> all() {
    return ServiceLoader.load(Flow.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(Flow::name))
        .toList();
  }
}
