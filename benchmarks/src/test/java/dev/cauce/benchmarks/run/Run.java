package dev.cauce.benchmarks.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code benchmarks/run}: see {@link Options#USAGE}. */
public final class Run {
  private final Options options;
  private final Places places;
  private final PrintStream err;

  private Run(Options options, Places places, PrintStream err) {
    this.options = options;
    this.places = places;
    this.err = err;
  }

  /**
   * @param args the directory of the project, then the command line
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int code = 0;
    try {
      List<String> line = List.of(args).subList(1, args.length);
      Run run = new Run(new Options(line), new Places(Path.of(args[0])), System.err);
      System.out.print(run.all(String.join(" ", line)));
    } catch (IllegalArgumentException wrong) {
      System.err.println("benchmarks/run: " + wrong.getMessage());
      code = 2;
    }
    System.exit(code);
  }

  private String all(String line) throws IOException, InterruptedException {
    Commands commands = new Commands(places, options.memory());
    try (Workload workload = workload(commands)) {
      List<String> peers = peers(workload);
      String cauce = Machine.cauce(places); // builds it if need be, which is not to be measured
      List<Sample> samples = samples(workload, peers);
      String text =
          table(workload, peers, samples)
              + "\n"
              + String.format(
                  Locale.ROOT,
                  "`benchmarks/run %s`, %s, %s; %s (%s)%s; medians of %d rounds (least...most),"
                      + " -Xmx%s.%n",
                  line,
                  LocalDate.now(ZoneOffset.UTC),
                  Machine.describe(),
                  cauce,
                  Machine.commit(places),
                  String.join(
                      "", Machine.versions(places, peers).stream().map(v -> ", " + v).toList()),
                  options.rounds(),
                  options.memory());
      if (options.write()) {
        Readme.put(places.readme(), place(), text);
      }
      return "\n" + workload.title() + "\n\n" + text;
    }
  }

  private Workload workload(Commands commands) throws IOException {
    return switch (options.workload()) {
      case "W1" -> new BoundedCount(options, places, commands);
      case "W2" -> new TopicCount(options, places, commands);
      case "W3" -> new TopicScores(options, places, commands);
      case "W4" -> new StartUp(options, places, commands);
      default -> new SocketLatency(options, places, commands);
    };
  }

  private List<String> peers(Workload workload) {
    List<String> peers = new ArrayList<>(options.peers());
    for (String peer : peers) {
      if (!workload.peers().contains(peer)) {
        throw new IllegalArgumentException(
            "there is no "
                + peer
                + " for "
                + options.workload()
                + ", there are: "
                + String.join(" ", workload.peers()));
      }
    }
    return peers.isEmpty() ? (options.scaling() ? List.of("cauce") : workload.peers()) : peers;
  }

  /** The place in the file of tables. */
  private String place() {
    return options.workload()
        + (options.text().equals("natural") ? "" : "-" + options.text())
        + (options.scaling() ? "-scaling" : "");
  }

  private String table(Workload workload, List<String> peers, List<Sample> samples) {
    if (options.scaling()) {
      return new Scaling(samples, options.sizes()).table(workload.row());
    }
    Comparison comparison = new Comparison(samples, peers, options.sizes(), options.limitSeconds());
    return switch (options.workload()) {
      case "W4" -> comparison.starts();
      case "W5" -> comparison.latencies();
      default -> comparison.costs(workload.row());
    };
  }

  /**
   * Everybody in turn, beginning with another one in each round. Who was cut off is not asked
   * again.
   */
  private List<Sample> samples(Workload workload, List<String> peers)
      throws IOException, InterruptedException {
    List<Sample> samples = new ArrayList<>();
    Set<String> tooSlow = new HashSet<>();
    for (int parallelism : options.parallelisms()) {
      for (int keys : options.keys(workload.keys())) {
        tooSlow.clear();
        for (int round = 1; round <= options.rounds(); round++) {
          List<String> turn = new ArrayList<>(peers);
          Collections.rotate(turn, 1 - round);
          for (int size : options.sizes()) {
            Setting setting = new Setting(size, keys, parallelism);
            workload.prepare(setting);
            for (String peer : turn) {
              if (!tooSlow.contains(peer)) {
                if (Commands.isCauce(peer)) {
                  Machine.cauce(places); // whoever has changed a source meanwhile: built again now
                }
                Sample sample = workload.run(peer, setting, round);
                samples.add(sample);
                tell(sample, round);
                if (sample.cutOff()) {
                  tooSlow.add(peer);
                }
              }
            }
          }
        }
      }
    }
    return samples;
  }

  private void tell(Sample sample, int round) {
    err.printf(
        Locale.ROOT,
        "round %d, %dx, %-20s %7.2f CPU s %7.2f s %6d MB %s%s%n",
        round,
        sample.setting().size(),
        sample.peer(),
        sample.usage().cpuSeconds(),
        sample.usage().wallSeconds(),
        sample.usage().peakKb() / 1024,
        sample.counts() ? "right" : "FAILED: " + sample.failure(),
        sample.latenciesMillis().isEmpty()
            ? ""
            : String.format(
                Locale.ROOT,
                ", median %.1f ms, p99 %.1f ms",
                Statistics.median(sample.latenciesMillis()),
                Statistics.quantile(sample.latenciesMillis(), 0.99)));
  }
}
