package dev.cauce.benchmarks.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** W4: how long until the words of ten lines are counted, the start included? */
final class StartUp implements Workload {
  /** So few different words that Cauce's console shows all of them. */
  private static final TextSpec LINES = new TextSpec(0, 10, 20, 8, 1);

  private final Options options;
  private final Places places;
  private final Commands commands;

  StartUp(Options options, Places places, Commands commands) {
    this.options = options;
    this.places = places;
    this.commands = commands;
  }

  @Override
  public String title() {
    return "From the start to the first result: word count of ten lines, on the console";
  }

  @Override
  public List<String> peers() {
    return List.of(
        "cauce",
        "cauce-direct",
        "cauce-available-now",
        "spark",
        "flink",
        "beam",
        "beam-direct",
        "jet");
  }

  @Override
  public String row() {
    return "word";
  }

  @Override
  public int keys() {
    return LINES.words();
  }

  @Override
  public long prepare(Setting setting) throws IOException {
    return input().truth().total();
  }

  private TextInput input() throws IOException {
    return TextInput.of(places.data(), places.books(), LINES);
  }

  @Override
  public Sample run(String peer, Setting setting, int round)
      throws IOException, InterruptedException {
    TextInput input = input();
    Path work = places.work();
    Path log = places.log("W4-" + peer + "-" + round);
    if (!peer.equals("cauce-available-now")) {
      return once(peer, setting, work, log, new Standing(input.truth(), 1));
    }
    Sample first = once(peer, setting, work, log, new Standing(input.truth(), 1));
    return first.counts() ? once(peer, setting, work, log, null) : first;
  }

  /**
   * @param standing what it should say; null if nothing
   */
  private Sample once(
      String peer, Setting setting, Path work, Path log, @Nullable Standing standing)
      throws IOException, InterruptedException {
    double first = Double.NaN;
    boolean spoke = false;
    try (Measured process =
        Measured.startPiped(command(peer, work), commands.environment(), work, log)) {
      Spoken spoken = new Spoken(process.out());
      Spoken.Line line = next(spoken, process);
      while (line != null && line.text() != null) {
        WordRow row = WordRow.of(line.text());
        if (row != null) {
          first = Double.isNaN(first) ? process.secondsAt(line.nanos()) : first;
          spoke = true;
          if (standing != null) {
            row.into(standing);
          }
        }
        line = next(spoken, process);
      }
      Usage usage = process.stop();
      String failure = null;
      if (line == null) {
        failure = "cut off";
      } else if (usage.exit() != 0) {
        failure = "exit code " + usage.exit() + ", see " + log;
      } else if (standing != null) {
        failure = standing.wrong();
      } else if (spoke) {
        failure = "it said something, and there was nothing new";
      }
      return new Sample(
          peer,
          setting,
          prepare(setting),
          0,
          usage,
          standing == null ? usage.wallSeconds() : first,
          List.of(),
          0,
          failure,
          line == null);
    }
  }

  private Spoken.@Nullable Line next(Spoken spoken, Measured process) throws InterruptedException {
    return spoken.next(options.limitSeconds() - process.seconds());
  }

  private List<String> command(String peer, Path work) throws IOException {
    Path directory = input().repeated(1);
    if (!Commands.isCauce(peer)) {
      // One worker: who counts ten lines does not start two.
      return commands.peer(
          peer, "W4", work, "in=" + directory.resolve("part-00.txt"), "parallelism=1");
    }
    List<String> command =
        new ArrayList<>(
            commands.cauce(
                "wordcount",
                "--words",
                "spaces",
                "--from",
                directory.toString(),
                "--to",
                "console:"));
    command.addAll(
        switch (peer) {
          case "cauce-direct" -> List.of("--runner", "direct");
          case "cauce-available-now" ->
              List.of(
                  "--trigger", "available-now", "--checkpoint", work.resolve("kept").toString());
          default -> List.of("--runner", "flink");
        });
    return command;
  }
}
