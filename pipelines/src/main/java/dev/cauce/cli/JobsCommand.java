package dev.cauce.cli;

import dev.cauce.runners.FlinkAddress;
import dev.cauce.runners.FlinkCheckpoints;
import dev.cauce.runners.FlinkRest;
import dev.cauce.runners.JobControl;
import dev.cauce.runners.JobInfo;
import dev.cauce.runners.LocalRun;
import dev.cauce.runners.LocalRuns;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code cauce jobs} and {@code cauce stop}: what runs on this machine under this user, or on a
 * cluster, and ending it.
 */
final class JobsCommand {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;
  private static final String LOCAL = "%-16s %-10s %-20s %-8s %-7s %s%n";
  private static final String REMOTE = "%-16s %-10s %-20s %-32s %8s %11s%n";

  private final PrintStream out;
  private final PrintStream err;
  private final List<String> names = new ArrayList<>();
  private final Problems problems = new Problems();
  private @Nullable FlinkAddress cluster;
  private boolean drain;

  private JobsCommand(List<String> args, boolean stop, PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    String asked = System.getenv("CAUCE_RUNNER");
    if (asked != null && FlinkAddress.isOne(asked)) {
      runner(asked);
    }
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (arg.equals("--runner") && i + 1 < args.size()) {
        runner(args.get(++i));
      } else if (arg.startsWith("--runner=")) {
        runner(arg.substring("--runner=".length()));
      } else if (arg.equals("--drain") && stop) {
        drain = true;
      } else if (arg.startsWith("-")) {
        problems.add(
            "There is no option \"" + arg + "\": use --runner" + (stop ? " or --drain." : "."));
      } else {
        names.add(arg);
      }
    }
    if (!stop && !names.isEmpty()) {
      problems.add("jobs takes no names: write cauce jobs [--runner flink://HOST:PORT].");
    } else if (stop && names.size() != 1) {
      problems.add(
          "stop needs one name, id or process number: write cauce stop NAME [--drain] [--runner"
              + " flink://HOST:PORT].");
    }
  }

  /** {@code cauce jobs}. */
  static int jobs(List<String> args, PrintStream out, PrintStream err) {
    JobsCommand command = new JobsCommand(args, false, out, err);
    return command.run(command::list);
  }

  /** {@code cauce stop}. */
  static int stop(List<String> args, PrintStream out, PrintStream err) {
    JobsCommand command = new JobsCommand(args, true, out, err);
    return command.run(command::stop);
  }

  private interface Work {
    int run() throws IOException;
  }

  private int run(Work work) {
    if (!problems.isEmpty()) {
      problems.print(err);
      return BAD_USAGE;
    }
    try {
      return work.run();
    } catch (IOException e) {
      err.println(Problems.rootMessage(new IOException(e.getMessage())));
      return FAILED;
    }
  }

  private void runner(String asked) {
    if (asked.equals("flink") || asked.equals("direct")) {
      return; // on this machine, which is what is looked at anyway
    }
    try {
      cluster = FlinkAddress.parse(asked);
    } catch (IllegalArgumentException refused) {
      problems.add("--runner " + refused.getMessage());
    }
  }

  private int list() throws IOException {
    if (cluster == null) {
      List<LocalRun> runs = LocalRuns.ofThisUser().all();
      if (runs.isEmpty()) {
        out.println("Nothing runs here under this user. For a cluster: --runner flink://HOST:PORT");
        return DONE;
      }
      out.printf(Locale.ROOT, LOCAL, "NAME", "STATE", "STARTED", "PROCESS", "RUNNER", "CHECKPOINT");
      for (LocalRun run : runs) {
        out.printf(
            Locale.ROOT,
            LOCAL,
            run.name(),
            "RUNNING",
            time(run.started()),
            run.pid(),
            run.runner(),
            run.checkpoint().isEmpty() ? "-" : run.checkpoint());
      }
      return DONE;
    }
    FlinkRest rest = FlinkRest.at(cluster);
    List<JobInfo> jobs = rest.jobs();
    if (jobs.isEmpty()) {
      out.println("There are no jobs on " + cluster + ".");
      return DONE;
    }
    out.printf(Locale.ROOT, REMOTE, "NAME", "STATE", "STARTED", "ID", "RESTARTS", "CHECKPOINTS");
    for (JobInfo job : jobs) {
      FlinkCheckpoints checkpoints = rest.checkpoints(job.id());
      out.printf(
          Locale.ROOT,
          REMOTE,
          job.name(),
          job.state(),
          time(job.started()),
          job.id(),
          job.hasEnded() ? "-" : rest.restarts(job.id()),
          checkpoints.completed());
    }
    return DONE;
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private int stop() throws IOException {
    String name = names.get(0);
    if (cluster == null) {
      List<LocalRun> found =
          LocalRuns.ofThisUser().all().stream()
              .filter(run -> run.name().equals(name) || String.valueOf(run.pid()).equals(name))
              .toList();
      LocalRun run = single(name, found, r -> "process " + r.pid() + ", " + r.checkpoint());
      return run == null ? BAD_USAGE : done(JobControl.stop(run, drain));
    }
    FlinkRest rest = FlinkRest.at(cluster);
    List<JobInfo> found =
        rest.jobs().stream()
            .filter(job -> !job.hasEnded())
            .filter(job -> job.name().equals(name) || job.id().equals(name))
            .toList();
    JobInfo job = single(name, found, JobInfo::id);
    return job == null ? BAD_USAGE : done(JobControl.stop(rest, job, drain));
  }

  private int done(String line) {
    out.println(line);
    return DONE;
  }

  /** The only one of {@code found}; null, and it is said, if there is none or another. */
  private <T> @Nullable T single(
      String name, List<T> found, java.util.function.Function<T, String> which) {
    String where = cluster == null ? "on this machine under this user" : "on " + cluster;
    String list = "cauce jobs" + (cluster == null ? "" : " --runner " + cluster);
    if (found.isEmpty()) {
      err.println("Nothing called \"" + name + "\" runs " + where + ": see " + list + ".");
      return null;
    }
    if (found.size() > 1) {
      err.println(
          "Several are called \""
              + name
              + "\" "
              + where
              + ", say which: "
              + String.join("; ", found.stream().map(which).toList())
              + ".");
      return null;
    }
    return found.get(0);
  }
}
