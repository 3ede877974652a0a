package dev.cauce.io;

import dev.cauce.table.TableUpdate;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** Files of a directory: {@link #write} what leaves a table into them. */
public final class DirectoryIO {
  private DirectoryIO() {}

  /** Writes into the directory {@code directory}, as CSV unless told otherwise. */
  public static Write write(String directory) {
    return new Write(directory, FileFormat.CSV);
  }

  /**
   * Writes what left a table at one tick into files of a directory, which is made if it is missing.
   *
   * <table>
   * <caption>What is written</caption>
   * <tr><th>mode<th>files<th>when a batch comes twice
   * <tr><td>append<td>for each batch a new file {@code part-00042-1f3a9c07.csv}: batch number, then
   *     a mark of the run<td>after a failure within the run the file is replaced; after a restart
   *     of the program the rows may be in a second file: at least once
   * <tr><td>update<td>{@code table.csv}, replaced at each batch: the newest row of each key<td>the
   *     same table: versions guard the rows
   * <tr><td>complete<td>{@code table.csv}, replaced by each snapshot<td>the same table
   * </table>
   *
   * <p>Bounded input is one batch: one part file for append, {@code table.csv} otherwise, which has
   * no rows (in CSV, the header only) if there are none. Unbounded: a batch is what came within 25
   * ms of the first row of a tick, a snapshot at once, the rest when the input ends; a tick without
   * rows writes nothing.
   *
   * <p>Each file is complete or absent, never torn: it is written under a hidden name beside its
   * place (a dot before, {@code .tmp} behind), forced to disk and renamed in one step, with mode
   * 0640 where there are POSIX permissions. Hidden files that a killed run left are removed when
   * the first batch is written, so a directory belongs to one writer at a time.
   *
   * <p>Rows of {@code table.csv} are sorted by the key columns, rows of a part file stand in the
   * order in which they came. Runs on one worker. State, for unbounded input: the rows of the
   * present tick; in the update mode also the newest row of each key, that is the whole table,
   * which each batch writes out in full: its cost grows with the table, not with the batch.
   *
   * <p>Fails with an {@code IOException} that names the path (disk full, no permission). Counts
   * {@code cauce/batches} and {@code cauce/numOutputRows}.
   */
  public static final class Write extends PTransform<PCollection<TableUpdate>, PDone> {
    private final String directory;
    private final FileFormat format;

    private Write(String directory, FileFormat format) {
      this.directory = directory;
      this.format = format;
    }

    /** Writes files of the format {@code format}; default {@link FileFormat#CSV}. */
    public Write as(FileFormat format) {
      return new Write(directory, format);
    }

    /**
     * Applies the sink.
     *
     * @throws IllegalArgumentException if the path is that of a file, or the input is not a table's
     */
    @Override
    public PDone expand(PCollection<TableUpdate> input) {
      checkDirectory();
      String run = UUID.randomUUID().toString().substring(0, 8);
      return input.apply(
          "Batches",
          Batches.to(new TableFiles(directory, run, format, Batches.coder(input).schema()))
              .evenIfEmpty());
    }

    private void checkDirectory() {
      Path path;
      try {
        path = Path.of(directory);
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException(
            "\"" + directory + "\" is no path: " + e.getReason() + ". Give a directory.", e);
      }
      if (directory.isEmpty()) {
        throw new IllegalArgumentException("The directory to write into has no name. Give a path.");
      }
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw new IllegalArgumentException(
            "\"" + directory + "\" is a file. Give a directory, which may be a new one.");
      }
    }
  }
}
