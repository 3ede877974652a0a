package dev.cauce.benchmarks.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What a row costs as the input, the number of keys and that of workers grow. */
final class Scaling {
  private final List<Sample> samples;
  private final List<Integer> sizes;

  /**
   * @param sizes in the order in which they grow
   */
  Scaling(List<Sample> samples, List<Integer> sizes) {
    this.samples = List.copyOf(samples);
    this.sizes = sizes.stream().sorted().toList();
  }

  /** A line for each contestant, number of keys and parallelism. */
  String table(String row) {
    List<String> columns = new ArrayList<>(List.of("", "keys", "workers"));
    for (int size : sizes) {
      columns.add("CPU s " + size + "x");
    }
    for (int i = 1; i < sizes.size(); i++) {
      columns.add("us a " + row + " " + sizes.get(i - 1) + "x to " + sizes.get(i) + "x");
    }
    columns.addAll(
        List.of(
            "rows out a " + row,
            "us a row in or out",
            "peak MB",
            "checkpoint MB",
            "checkpoint B a key"));
    Markdown table = new Markdown(columns);
    samples.stream()
        .map(s -> List.of(s.peer(), s.setting().keys(), s.setting().parallelism()))
        .distinct()
        .forEach(
            line ->
                table.add(
                    row(
                        samples.stream()
                            .filter(
                                s ->
                                    List.of(s.peer(), s.setting().keys(), s.setting().parallelism())
                                        .equals(line))
                            .toList())));
    return table + failures();
  }

  private List<String> row(List<Sample> of) {
    Setting setting = of.get(0).setting();
    List<String> cells =
        new ArrayList<>(
            List.of(
                of.get(0).peer(),
                String.format(Locale.ROOT, "%,d", setting.keys()),
                Integer.toString(setting.parallelism())));
    for (int size : sizes) {
      cells.add(Markdown.figure(cpu(of, size)));
    }
    for (int i = 1; i < sizes.size(); i++) {
      int less = sizes.get(i - 1);
      int more = sizes.get(i);
      cells.add(
          Markdown.figure(
              Statistics.microsPerRow(
                  cpu(of, less), rows(of, less), cpu(of, more), rows(of, more))));
    }
    long in = rows(of, sizes.get(sizes.size() - 1));
    long out = written(of, sizes.get(sizes.size() - 1));
    cells.add(out == 0 ? "-" : Markdown.figure((double) out / in));
    cells.add(
        out == 0
            ? "-"
            : Markdown.figure(
                Statistics.microsPerRow(
                    cpu(of, sizes.get(0)),
                    rows(of, sizes.get(0)) + written(of, sizes.get(0)),
                    cpu(of, sizes.get(sizes.size() - 1)),
                    in + out)));
    double kept =
        of.stream().filter(Sample::counts).mapToLong(Sample::checkpointBytes).max().orElse(0);
    cells.add(
        Markdown.figure(
            of.stream()
                .filter(Sample::counts)
                .mapToDouble(s -> s.usage().peakKb() / 1024.0)
                .max()
                .orElse(Double.NaN)));
    cells.add(kept == 0 ? "-" : Markdown.figure(kept / 1e6));
    cells.add(kept == 0 ? "-" : Markdown.figure(kept / setting.keys()));
    return cells;
  }

  private static double cpu(List<Sample> of, int size) {
    return Statistics.median(
        of.stream()
            .filter(s -> s.setting().size() == size && s.counts())
            .map(s -> s.usage().cpuSeconds())
            .toList());
  }

  private static long rows(List<Sample> of, int size) {
    return most(of, size, Sample::rows);
  }

  private static long written(List<Sample> of, int size) {
    return most(of, size, Sample::written);
  }

  private static long most(List<Sample> of, int size, ToLongFunction<Sample> what) {
    return of.stream().filter(s -> s.setting().size() == size).mapToLong(what).max().orElse(0);
  }

  private String failures() {
    StringBuilder text = new StringBuilder();
    for (Sample s : samples) {
      if (!s.counts()) {
        text.append("\nDoes not count: ").append(s.peer()).append(" at ").append(s.setting());
        text.append(": ").append(s.failure()).append('\n');
      }
    }
    return text.toString();
  }
}
