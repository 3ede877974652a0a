package dev.cauce.io;

import dev.cauce.io.Spill.Piece;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import dev.cauce.table.TableUpdateCoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The updates that wait for the next commit: in memory up to {@value #FREE_ROWS} rows, and on disk
 * beyond, for nobody knows how many leave a table between two checkpoints. Of snapshots, which
 * replace each other, the last one, in memory.
 */
final class Waiting {
  private static final long FREE_ROWS = 100_000;

  private final TableUpdateCoder coder;
  private final long freeRows;
  private final List<Piece> pieces = new ArrayList<>();
  private final Spill.Writer disk;
  private OutputMode mode = OutputMode.APPEND;
  private long rows;

  Waiting(TableUpdateCoder coder) {
    this(coder, FREE_ROWS);
  }

  Waiting(TableUpdateCoder coder, long freeRows) {
    this.coder = coder;
    this.freeRows = freeRows;
    this.disk = new Spill.Writer(coder);
  }

  void add(TableUpdate update) throws IOException {
    mode = update.mode();
    if (mode == OutputMode.COMPLETE) {
      pieces.clear();
      pieces.add(Piece.of(update));
      return;
    }
    rows += update.rows().size() + update.removed().size();
    pieces.add(rows <= freeRows ? Piece.of(update) : disk.write(update));
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  /** The mode of all of them. */
  OutputMode mode() {
    return mode;
  }

  /**
   * All of them, in order, until {@link #clear}; may be gone through several times.
   *
   * @throws java.io.UncheckedIOException from its iterators, if the disk fails
   */
  Iterable<TableUpdate> updates() {
    return () -> pieces.stream().map(piece -> piece.read(coder)).iterator();
  }

  void clear() throws IOException {
    pieces.clear();
    rows = 0;
    disk.close();
  }
}
