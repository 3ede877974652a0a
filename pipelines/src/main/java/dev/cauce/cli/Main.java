package dev.cauce.cli;

import dev.cauce.io.Choices;
import dev.cauce.pipelines.Flow;
import dev.cauce.pipelines.Flows;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.jspecify.annotations.Nullable;

/** The program {@code cauce}. */
public final class Main {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;

  private Main() {}

  /** Runs the command line and ends the JVM with its exit code; see {@link #run}. */
  public static void main(String[] args) {
    System.exit(run(List.of(args), System.out, System.err));
  }

  /**
   * Runs the command line {@code args}.
   *
   * @param out where help and lists go; a sink that writes to standard output uses {@link
   *     System#out}
   * @param err where everything else goes
   * @return 0 done, 1 the pipeline failed, 2 the command line is wrong, 130 or 143 stopped by a
   *     signal
   */
  public static int run(List<String> args, PrintStream out, PrintStream err) {
    int end = args.indexOf("--");
    List<String> own = end < 0 ? args : args.subList(0, end);
    List<String> beam = end < 0 ? List.of() : args.subList(end + 1, args.size());
    if (own.isEmpty()) {
      err.print(usage());
      return BAD_USAGE;
    }
    try {
      return dispatch(own, beam, out, err);
    } catch (RuntimeException | LinkageError failure) {
      if ("1".equals(System.getenv("CAUCE_STACKTRACE"))) {
        failure.printStackTrace(err);
      }
      err.println(
          "cauce failed: "
              + failure.getClass().getSimpleName()
              + ": "
              + Problems.rootMessage(failure));
      return FAILED;
    }
  }

  private static int dispatch(
      List<String> own, List<String> beam, PrintStream out, PrintStream err) {
    String command = own.get(0);
    List<String> rest = own.subList(1, own.size());
    switch (command) {
      case "--help", "-h", "help" -> {
        out.print(usage());
        return DONE;
      }
      case "--version", "-V" -> {
        out.println(version());
        return DONE;
      }
      case "list" -> {
        return list(rest, out, err);
      }
      case "jobs" -> {
        return JobsCommand.jobs(rest, out, err);
      }
      case "stop" -> {
        return JobsCommand.stop(rest, out, err);
      }
      case "replay" -> {
        return ReplayCommand.run(rest, out, err);
      }
      case "plot" -> {
        return PlotCommand.run(rest, out, err);
      }
      case "check" -> {
        if (rest.isEmpty()) {
          err.println("check needs a flow: cauce check aggregate --from ... --to ...");
          return BAD_USAGE;
        }
        return flow(rest.get(0), rest.subList(1, rest.size()), beam, true, out, err);
      }
      default -> {
        return flow(command, rest, beam, false, out, err);
      }
    }
  }

  private static int list(List<String> rest, PrintStream out, PrintStream err) {
    if (!rest.isEmpty()) {
      err.println("list takes nothing more: write cauce list.");
      return BAD_USAGE;
    }
    ListCommand.run(out);
    return DONE;
  }

  private static int flow(
      String name,
      List<String> rest,
      List<String> beam,
      boolean checkOnly,
      PrintStream out,
      PrintStream err) {
    Problems problems = new Problems();
    Flow flow = name.startsWith("-") ? null : find(name, problems);
    Arguments arguments = new Arguments(flow);
    if (flow != null && (rest.contains("--help") || rest.contains("-h"))) {
      out.print(arguments.help());
      return DONE;
    }
    if (name.startsWith("-")) {
      problems.add(
          "The flow comes first: cauce " + Flows.all().get(0).name() + " " + name + " ...");
      arguments.parse(Stream.concat(Stream.of(name), rest.stream()).toList(), problems);
    } else {
      arguments.parse(rest, problems);
    }
    Remote remote = Remote.prepare(arguments.options(), problems);
    Job job = Job.of(flow, arguments.options(), arguments.settings(), problems);
    remote.check(job, problems);
    if (checkOnly) {
      return new CheckCommand(job, beam).run(problems, out);
    }
    return new RunCommand(job, beam).run(problems, err);
  }

  private static @Nullable Flow find(String name, Problems problems) {
    List<Flow> flows = Flows.all();
    for (Flow flow : flows) {
      if (flow.name().equals(name)) {
        return flow;
      }
    }
    List<String> names = flows.stream().map(Flow::name).toList();
    problems.add(
        "\""
            + name
            + "\" is not a flow: use "
            + Choices.or(names)
            + "."
            + Choices.hint(name, names));
    return null;
  }

  private static String usage() {
    String flows =
        Flows.all().stream()
            .map(flow -> String.format("  %-12s %s%n", flow.name(), flow.summary()))
            .collect(Collectors.joining());
    return """
        Usage: cauce FLOW --from URI [--from URI ...] --to URI [--to URI ...] [options]
               cauce FLOW --help    the options of a flow
               cauce check FLOW ... says whether it can run and what it would do; runs nothing
               cauce jobs           what runs here, or with --runner flink://HOST:PORT on a cluster
               cauce stop NAME      stops it, with a savepoint if it has a checkpoint directory
               cauce replay DEAD-LETTERS --to URI
                                    puts rows through again that could not be used
               cauce plot RESULTS   draws a series with its bounds, alerts and scores
               cauce list           the flows, sources, sinks and detectors there are
               cauce --version

        Flows:
        """
        + flows
        + """

        Example: cauce wordcount --from examples/books --to console:
        """;
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return "cauce "
        + Objects.requireNonNullElse(version, "(not packaged)")
        + " (Apache Beam "
        + ReleaseInfo.getReleaseInfo().getVersion()
        + ", Java "
        + System.getProperty("java.version")
        + ")";
  }
}
