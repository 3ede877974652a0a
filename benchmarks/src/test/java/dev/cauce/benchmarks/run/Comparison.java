package dev.cauce.benchmarks.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The runs of several contestants side by side. Only runs whose result is right count. */
final class Comparison {
  private final List<Sample> samples;
  private final List<String> peers;
  private final int least;
  private final int most;
  private final long limitSeconds;

  /**
   * @param peers the first one is what the others are compared with
   * @param sizes the least and the greatest are compared
   */
  Comparison(List<Sample> samples, List<String> peers, List<Integer> sizes, long limitSeconds) {
    this.samples = List.copyOf(samples);
    this.peers = List.copyOf(peers);
    this.least = sizes.stream().min(Comparator.naturalOrder()).orElseThrow();
    this.most = sizes.stream().max(Comparator.naturalOrder()).orElseThrow();
    this.limitSeconds = limitSeconds;
  }

  /** CPU time against rows. */
  String costs(String row) {
    List<String> columns = new ArrayList<>(List.of("", "CPU s " + least + "x"));
    if (most > least) {
      columns.addAll(List.of("CPU s " + most + "x", "us a " + row, "/ " + peers.get(0)));
    }
    columns.add("CPU " + least + "x / " + peers.get(0));
    columns.add("wall s " + least + "x");
    if (most > least) {
      columns.add("wall s " + most + "x");
    }
    columns.addAll(List.of("M " + row + "s a CPU s", "peak MB"));
    Markdown table = new Markdown(columns);
    String first = peers.get(0);
    for (String peer : peers) {
      List<String> cells = new ArrayList<>(List.of(peer, spread(peer, least, Comparison::cpu)));
      if (most > least) {
        cells.add(spread(peer, most, Comparison::cpu));
        cells.add(spread(slopes(peer), slope(peer)));
        cells.add(ratio(slope(peer), slope(first)));
      }
      cells.add(ratio(median(peer, least, Comparison::cpu), median(first, least, Comparison::cpu)));
      cells.add(spread(peer, least, Sample::resultSeconds));
      if (most > least) {
        cells.add(spread(peer, most, Sample::resultSeconds));
      }
      cells.add(Markdown.figure(median(peer, most, s -> s.rows() / 1e6 / cpu(s))));
      cells.add(
          Markdown.figure(
              Statistics.greatest(
                  Stream.of(
                          median(peer, least, Comparison::peak),
                          median(peer, most, Comparison::peak))
                      .filter(peak -> !Double.isNaN(peak))
                      .toList())));
      table.add(cells);
    }
    return table + failures();
  }

  /** Time to the first result. */
  String starts() {
    String first = peers.get(0);
    Markdown table =
        new Markdown(
            List.of("", "wall s to the first row", "CPU s", "CPU / " + first, "wall s", "peak MB"));
    for (String peer : peers) {
      table.add(
          List.of(
              peer,
              spread(peer, least, Sample::resultSeconds),
              spread(peer, least, Comparison::cpu),
              ratio(median(peer, least, Comparison::cpu), median(first, least, Comparison::cpu)),
              spread(peer, least, s -> s.usage().wallSeconds()),
              spread(peer, least, Comparison::peak)));
    }
    return table + failures();
  }

  /** Time from a row to its result, over all rows of all rounds. */
  String latencies() {
    String first = peers.get(0);
    Markdown table =
        new Markdown(
            List.of("", "median ms", "p99 ms", "p99 / " + first, "worst ms", "CPU s", "peak MB"));
    for (String peer : peers) {
      List<Double> all = latencies(peer);
      table.add(
          List.of(
              peer,
              Markdown.figure(Statistics.median(all)),
              Markdown.figure(Statistics.quantile(all, 0.99)),
              ratio(Statistics.quantile(all, 0.99), Statistics.quantile(latencies(first), 0.99)),
              Markdown.figure(Statistics.greatest(all)),
              spread(peer, least, Comparison::cpu),
              spread(peer, least, Comparison::peak)));
    }
    return table + failures();
  }

  /** What one row more costs, in microseconds: by the medians of both sizes. */
  double slope(String peer) {
    return Statistics.microsPerRow(
        median(peer, least, Comparison::cpu),
        rows(peer, least),
        median(peer, most, Comparison::cpu),
        rows(peer, most));
  }

  private List<Double> slopes(String peer) {
    List<Double> small = values(peer, least, Comparison::cpu);
    List<Double> large = values(peer, most, Comparison::cpu);
    List<Double> slopes = new ArrayList<>();
    for (int i = 0; i < Math.min(small.size(), large.size()); i++) {
      slopes.add(
          Statistics.microsPerRow(small.get(i), rows(peer, least), large.get(i), rows(peer, most)));
    }
    return slopes;
  }

  private static double cpu(Sample sample) {
    return sample.usage().cpuSeconds();
  }

  private static double peak(Sample sample) {
    return sample.usage().peakKb() / 1024.0;
  }

  private List<Double> values(String peer, int size, ToDoubleFunction<Sample> figure) {
    return samples.stream()
        .filter(s -> s.peer().equals(peer) && s.setting().size() == size && s.counts())
        .map(figure::applyAsDouble)
        .toList();
  }

  private double median(String peer, int size, ToDoubleFunction<Sample> figure) {
    return Statistics.median(values(peer, size, figure));
  }

  private long rows(String peer, int size) {
    return (long) median(peer, size, Sample::rows);
  }

  private List<Double> latencies(String peer) {
    return samples.stream()
        .filter(s -> s.peer().equals(peer) && s.counts())
        .flatMap(s -> s.latenciesMillis().stream())
        .toList();
  }

  private String spread(String peer, int size, ToDoubleFunction<Sample> figure) {
    List<Double> values = values(peer, size, figure);
    if (values.isEmpty()) {
      List<Sample> all =
          samples.stream()
              .filter(s -> s.peer().equals(peer) && s.setting().size() == size)
              .toList();
      return all.isEmpty()
          ? "-"
          : all.stream().anyMatch(Sample::cutOff) ? "> " + limitSeconds + " s" : "FAILED";
    }
    return spread(values, Statistics.median(values));
  }

  private static String spread(List<Double> values, double median) {
    String middle = Markdown.figure(median);
    return values.size() < 2
        ? middle
        : middle
            + " ("
            + Markdown.figure(Statistics.least(values))
            + "..."
            + Markdown.figure(Statistics.greatest(values))
            + ")";
  }

  private static String ratio(double value, double first) {
    // A slope of too short runs may be anything.
    return value > 0 && first > 0 ? Markdown.figure(value / first) : "-";
  }

  /** Runs that do not count, a line each, the same ones once. */
  private String failures() {
    Map<String, Integer> times = new LinkedHashMap<>();
    for (Sample s : samples) {
      if (!s.counts()) {
        times.merge(s.peer() + " at " + s.setting().size() + "x: " + s.failure(), 1, Integer::sum);
      }
    }
    StringBuilder text = new StringBuilder();
    times.forEach(
        (what, count) ->
            text.append(
                String.format(
                    "%nDoes not count (%d run%s): %s%n", count, count == 1 ? "" : "s", what)));
    return text.toString();
  }
}
