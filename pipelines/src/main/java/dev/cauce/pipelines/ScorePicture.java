package dev.cauce.pipelines;

import dev.cauce.plot.Plot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Draws the scores of a run when it is over: they are written beside the picture first, and deleted
 * when it is there.
 */
final class ScorePicture implements FlowPlan.Afterwards {
  private final Path picture;
  private final Path scores;
  private final double threshold;

  /**
   * @throws IllegalArgumentException if {@code file} is no name of a picture, in one line
   */
  ScorePicture(String file, double threshold) {
    this.picture = Path.of(file);
    this.threshold = threshold;
    Plot.check(picture);
    // A run that was killed left its scores; they are not of this one.
    this.scores =
        picture
            .toAbsolutePath()
            .resolveSibling(picture.getFileName() + "." + ProcessHandle.current().pid() + ".scores")
            .normalize();
  }

  /** The URI of the sink for the scores. */
  String scores() {
    return scores + "?format=csv";
  }

  @Override
  public void run(Consumer<String> told) throws IOException {
    if (!Files.isDirectory(scores)) {
      told.accept("Nothing was scored: there is no picture.");
      return;
    }
    Plot.Drawn drawn = Plot.of(scores).threshold(threshold).draw(picture);
    told.accept(
        "Drew \""
            + drawn.series()
            + "\": "
            + drawn.readings()
            + " readings, "
            + drawn.alerts()
            + " alerts, to "
            + picture
            + (drawn.among() == 1
                ? "."
                : "; of " + drawn.among() + " series the one with the highest score."));
    List<Path> files;
    try (Stream<Path> walked = Files.walk(scores)) {
      files = walked.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : files) {
      Files.delete(each);
    }
  }
}
