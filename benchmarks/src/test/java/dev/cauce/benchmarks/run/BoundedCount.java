package dev.cauce.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** W1: how often is each word in a directory of text files? From files to CSV files. */
final class BoundedCount implements Workload {
  private static final int FILES = 8;

  private final Options options;
  private final Places places;
  private final Commands commands;
  private final Map<Integer, TextInput> inputs = new HashMap<>();
  private final Map<Integer, WordCounts> truths = new HashMap<>();

  BoundedCount(Options options, Places places, Commands commands) {
    this.options = options;
    this.places = places;
    this.commands = commands;
  }

  @Override
  public String title() {
    return String.format(
        "Bounded word count, %d MB of text at size 1%s",
        options.megabytes(),
        options.text().equals("distinct") ? ", a million different words" : "");
  }

  @Override
  public List<String> peers() {
    return List.of(
        "cauce",
        "cauce-direct",
        "spark",
        "flink",
        "flink-minibatch",
        "flink-blocks",
        "jet",
        "beam",
        "plain");
  }

  @Override
  public String row() {
    return "word";
  }

  /** As many as that much English has; in less text fewer, in proportion. */
  @Override
  public int keys() {
    long full = options.text().equals("distinct") ? 1_000_000 : 160_000;
    return (int) Math.min(full, Math.max(1_000, full * options.megabytes() / 400));
  }

  @Override
  public long prepare(Setting setting) throws IOException {
    if (!inputs.containsKey(setting.keys())) {
      TextSpec spec = new TextSpec(options.megabytes() * 1_000_000, 0, setting.keys(), 0, FILES);
      inputs.put(setting.keys(), TextInput.of(places.data(), places.books(), spec));
      truths.clear(); // they are large
      truths.put(setting.keys(), input(setting).truth());
    }
    input(setting).repeated(setting.size());
    return truth(setting).total() * setting.size();
  }

  private TextInput input(Setting setting) {
    return Objects.requireNonNull(inputs.get(setting.keys()));
  }

  private WordCounts truth(Setting setting) throws IOException {
    WordCounts truth = truths.get(setting.keys());
    if (truth == null) {
      truth = input(setting).truth();
      truths.clear();
      truths.put(setting.keys(), truth);
    }
    return truth;
  }

  @Override
  public Sample run(String peer, Setting setting, int round)
      throws IOException, InterruptedException {
    long rows = prepare(setting);
    Path work = places.work();
    Path out = work.resolve("out");
    Path log = places.log("W1-" + peer + "-" + setting.size() + "x-" + round);
    List<String> command = command(peer, setting, work, out);
    try (Measured process = Measured.start(command, commands.environment(), work, log)) {
      boolean ended = process.endsWithin(Duration.ofSeconds(options.limitSeconds()));
      Usage usage = process.stop();
      String failure =
          !ended
              ? "cut off"
              : usage.exit() != 0
                  ? "exit code " + usage.exit() + ", see " + log
                  : wrong(out, setting);
      return new Sample(
          peer, setting, rows, 0, usage, usage.wallSeconds(), List.of(), 0, failure, !ended);
    }
  }

  private List<String> command(String peer, Setting setting, Path work, Path out)
      throws IOException {
    Path in = input(setting).repeated(setting.size());
    if (Commands.isCauce(peer)) {
      return commands.cauce(
          "wordcount",
          "--words",
          "spaces",
          "--from",
          in.toString(),
          "--to",
          "file://" + out + "?format=csv",
          "--runner",
          peer.equals("cauce-direct") ? "direct" : "flink",
          "--parallelism",
          Integer.toString(setting.parallelism()));
    }
    Files.createDirectories(work.resolve("temp"));
    return commands.peer(
        peer,
        "W1",
        work.resolve("temp"),
        "in=" + in,
        "out=" + out,
        "parallelism=" + setting.parallelism());
  }

  private @Nullable String wrong(Path out, Setting setting) throws IOException {
    if (!Files.isDirectory(out)) {
      return "wrote nothing";
    }
    Standing standing = new Standing(truth(setting), setting.size());
    CsvCounts.readAll(out, standing::putOnce);
    return standing.wrong();
  }
}
