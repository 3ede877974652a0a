package dev.cauce.runners;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * How far a sink has come that cannot remember it itself, such as a terminal: a small file in the
 * run's checkpoint directory. It is written after the sink, so what a process does between the two
 * before it dies is done again.
 */
public final class CommitNotes {
  private final StateFiles files;
  private final String name;

  private CommitNotes(StateFiles files, String name) {
    this.files = files;
    this.name = name;
  }

  /**
   * The notes of the sink {@code name} of a run with a checkpoint directory.
   *
   * @param name letters, digits and dashes
   */
  public static CommitNotes of(PipelineOptions options, String name) {
    return new CommitNotes(
        StateFiles.in(options.as(RunOptions.class).getCheckpoint()), "written-" + name);
  }

  /**
   * The place of the last update that is written.
   *
   * @param run in which the update was made
   * @param number of the update
   */
  public record Place(long run, long number) {}

  /**
   * What was noted last; run 0 and number 0 if nothing was.
   *
   * @throws IOException if the file is there and cannot be read
   */
  public Place read() throws IOException {
    byte[] content = files.read(name);
    if (content == null) {
      return new Place(0, 0);
    }
    String[] numbers = new String(content, UTF_8).strip().split(" ", -1);
    try {
      return new Place(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return new Place(0, 0); // better once more than not at all
    }
  }

  /**
   * Notes a place, in place of the one before.
   *
   * @throws IOException if it cannot be written; then the one before stands
   */
  public void write(Place place) throws IOException {
    files.replace(name, (place.run() + " " + place.number() + "\n").getBytes(UTF_8));
  }
}
