package dev.cauce.cli;

import dev.cauce.io.EndpointUri;
import dev.cauce.pipelines.FlowPlan;
import dev.cauce.runners.FlinkAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a remote cluster cannot do for a command line: print on this terminal, read this process's
 * input, see the files of this machine. A path that all of its machines see is said to be one with
 * {@code ?shared=true}, which is of no other use and is taken out here.
 */
final class Remote {
  private static final String SHARED = "shared";

  private final boolean remote;
  private final List<String> shared = new ArrayList<>();

  private Remote(boolean remote) {
    this.remote = remote;
  }

  /** Takes {@code shared} out of the URIs of {@code options}, and makes paths absolute. */
  static Remote prepare(FlowOptions options, Problems problems) {
    Remote remote = new Remote(FlinkAddress.isOne(options.runner()));
    options.from = remote.prepare("--from", options.from, problems);
    options.to = remote.prepare("--to", options.to, problems);
    if (options.deadLetters != null) {
      options.deadLetters =
          remote.prepare("--dead-letters", List.of(options.deadLetters), problems).get(0);
    }
    String checkpoint = options.checkpoint;
    if (checkpoint != null && checkpoint.endsWith("?shared=true")) {
      options.checkpoint = checkpoint.substring(0, checkpoint.indexOf('?'));
    } else if (remote.remote && checkpoint != null && isLocal(checkpoint)) {
      problems.add("--checkpoint \"" + checkpoint + "\": " + notShared("--checkpoint", checkpoint));
    }
    if (options.detach && !remote.remote) {
      problems.add(
          "--detach needs a cluster that goes on without this process: --runner flink://HOST:PORT.");
    } else if (options.detach && options.trigger.availableNow()) {
      problems.add(
          "--detach does not go with --trigger available-now: somebody must see that all is taken.");
    }
    return remote;
  }

  private static boolean isLocal(String path) {
    return path.startsWith("file:") || !path.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
  }

  private List<EndpointUri> prepare(String option, List<EndpointUri> uris, Problems problems) {
    List<EndpointUri> prepared = new ArrayList<>();
    for (EndpointUri uri : uris) {
      Map<String, String> parameters = new LinkedHashMap<>(uri.parameters());
      String value = uri.scheme().equals("file") ? parameters.remove(SHARED) : null;
      if (value != null && !value.equals("true") && !value.equals("false")) {
        problems.add(option + " \"" + uri + "\": shared is true or false, not " + value + ".");
      }
      if ("true".equals(value)) {
        shared.add(uri.text());
      }
      String body =
          remote && uri.scheme().equals("file") && !uri.text().equals("none")
              ? Path.of(uri.body()).toAbsolutePath().normalize().toString()
              : uri.body();
      prepared.add(new EndpointUri(uri.text(), uri.scheme(), body, parameters));
    }
    return prepared;
  }

  /** Notes what of {@code job} cannot be done on a cluster. */
  void check(Job job, Problems problems) {
    if (!remote) {
      return;
    }
    FlowPlan plan = job.plan();
    if (plan != null && plan.afterwards() != null) {
      problems.add(
          "--plot draws what this machine has: leave it out, and use cauce plot on the scores.");
    }
    for (EndpointUri uri : job.options().from) {
      check("--from", uri, problems);
    }
    for (EndpointUri uri : job.options().to) {
      check("--to", uri, problems);
    }
    EndpointUri letters = job.lettersUri();
    if (letters != null && letters.equals(job.options().deadLetters)) {
      check("--dead-letters", letters, problems);
    } else if (letters != null && !isBesideShared(letters, job.options().to)) {
      problems.add(
          "--dead-letters is missing: they would go to a file of the cluster's machines. Name a"
              + " place that all of them see, DIR?shared=true, or none.");
    }
  }

  private boolean isBesideShared(EndpointUri letters, List<EndpointUri> sinks) {
    return sinks.stream()
        .anyMatch(
            sink ->
                shared.contains(sink.text())
                    && letters.body().equals(sink.body() + ".dead-letters"));
  }

  private void check(String option, EndpointUri uri, Problems problems) {
    String refusal = refusal(option, uri);
    if (refusal != null) {
      problems.add(option + " \"" + uri + "\": " + refusal);
    }
  }

  private @Nullable String refusal(String option, EndpointUri uri) {
    return switch (uri.scheme()) {
      case "console" ->
          option.equals("--from")
              ? "the cluster cannot read the input of this process: use socket, kafka or files."
              : "the cluster cannot print on this terminal: use a sink that it reaches.";
      case "memory" -> "it lives in this process, where the cluster cannot reach it.";
      case "file" -> shared.contains(uri.text()) ? null : notShared(option, uri.text());
      default -> null;
    };
  }

  private static String notShared(String option, String path) {
    return "a path of this machine. If all machines of the cluster see the same there, write "
        + option
        + " '"
        + path
        + (path.contains("?") ? "&" : "?")
        + "shared=true'.";
  }
}
