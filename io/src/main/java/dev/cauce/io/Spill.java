package dev.cauce.io;

import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import dev.cauce.table.TableUpdateCoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/**
 * Where rows wait for the rest on disk: those of a bounded append, but for the first thousand of
 * each worker, and what {@link Waiting} has too much of. The table of an aggregation is in memory
 * anyway, and goes through as it is; rows that only pass would otherwise be there all at once, on
 * the heap, before the first is written.
 *
 * <p>For an append only if steps run in the process that built the pipeline, as on the direct
 * runner and embedded Flink; elsewhere no file is there for both steps, and rows stay with the
 * runner.
 *
 * <p>The files are in the directory of {@code java.io.tmpdir}, have no name once they are open, and
 * are gone with the process, however it ends. In a process that lives on they are closed when the
 * batch is written; those of a run that failed before that stay open as long as it lives.
 */
final class Spill {
  private static final long FREE_ROWS = 1_000;
  private static final String PROCESS = UUID.randomUUID().toString();
  private static final Map<String, FileChannel> OPEN = new ConcurrentHashMap<>();

  private Spill() {}

  /** An update, as an object or as bytes, or where it lies. */
  record Piece(
      @Nullable TableUpdate update,
      byte @Nullable [] written,
      String file,
      long offset,
      int length) {
    static Piece of(TableUpdate update) {
      return new Piece(update, null, "", 0, 0);
    }

    private byte[] write(TableUpdateCoder coder) throws IOException {
      if (written != null) {
        return written;
      }
      if (update == null) {
        throw new IllegalStateException("it lies on disk");
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      coder.encode(update, bytes);
      return bytes.toByteArray();
    }

    TableUpdate read(TableUpdateCoder coder) {
      if (update != null) {
        return update;
      }
      if (written != null) {
        return read(written, coder);
      }
      byte[] bytes = new byte[length];
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      try {
        FileChannel from = OPEN.get(file);
        if (from == null) {
          throw new IOException("Rows that were put by are gone: run it again.");
        }
        while (buffer.hasRemaining()) {
          if (from.read(buffer, offset + buffer.position()) < 0) {
            throw new EOFException("Rows that were put by are cut off: run it again.");
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return read(bytes, coder);
    }

    private static TableUpdate read(byte[] bytes, TableUpdateCoder coder) {
      try {
        return coder.decode(new ByteArrayInputStream(bytes));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Forgets the rows in {@code file}. */
  static void close(String file) throws IOException {
    FileChannel channel = OPEN.remove(file);
    if (channel != null) {
      channel.close();
    }
  }

  /** A file of rows that are put by, which is made when the first come. */
  static final class Writer {
    private final TableUpdateCoder coder;
    private String file = "";
    private long end;

    Writer(TableUpdateCoder coder) {
      this.coder = coder;
    }

    Piece write(TableUpdate update) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      coder.encode(update, bytes);
      if (file.isEmpty()) {
        String name = UUID.randomUUID().toString();
        OPEN.put(name, create());
        file = name;
        end = 0;
      }
      FileChannel to = OPEN.get(file);
      if (to == null) {
        throw new IOException("Rows came after their batch was written");
      }
      long offset = end;
      ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
      try {
        while (buffer.hasRemaining()) {
          end += to.write(buffer, end);
        }
      } catch (IOException e) {
        throw new IOException(
            "Could not put rows by in " + directory() + ": " + AtomicFile.reason(e), e);
      }
      return new Piece(null, null, file, offset, bytes.size());
    }

    /** Forgets them; the next ones make another file. */
    void close() throws IOException {
      String written = file;
      file = "";
      Spill.close(written);
    }

    private static FileChannel create() throws IOException {
      Path path;
      try {
        path = Files.createTempFile(prefix(), ".rows"); // for its owner only
      } catch (IOException e) {
        throw new IOException(
            "Could not put rows by in " + directory() + ": " + AtomicFile.reason(e), e);
      }
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      Files.delete(path);
      return channel;
    }

    private static String directory() {
      return "\""
          + System.getProperty("java.io.tmpdir")
          + "\" (the directory for temporary files, java.io.tmpdir)";
    }
  }

  static String prefix() {
    return "cauce-" + ProcessHandle.current().pid() + "-";
  }

  /**
   * Puts rows by, and gives all the same key: a step of its own for that would cost a start more.
   */
  static final class SpillFn extends DoFn<TableUpdate, KV<Integer, Piece>> {
    private final String process = PROCESS;
    private final TableUpdateCoder coder;
    private final long freeRows;
    private transient @Nullable Writer disk;
    private transient long rows;

    SpillFn(TableUpdateCoder coder) {
      this(coder, FREE_ROWS);
    }

    SpillFn(TableUpdateCoder coder, long freeRows) {
      this.coder = coder;
      this.freeRows = freeRows;
    }

    /** What a bundle that fails wrote stays where it is, and nobody asks for it. */
    private Writer disk() {
      Writer present = disk;
      if (present == null) {
        present = new Writer(coder);
        disk = present;
      }
      return present;
    }

    @ProcessElement
    public void process(@Element TableUpdate update, OutputReceiver<KV<Integer, Piece>> out)
        throws IOException {
      out.output(KV.of(0, put(update)));
    }

    Piece put(TableUpdate update) throws IOException {
      rows += update.rows().size();
      boolean stays =
          update.mode() != OutputMode.APPEND || rows <= freeRows || !process.equals(PROCESS);
      return stays ? Piece.of(update) : disk().write(update);
    }
  }

  /**
   * Writes pieces: the file's name, empty for an update, and then that or its place. An update that
   * was read is left as bytes: all that a runner gathers would be many small objects otherwise.
   */
  static final class PieceCoder extends CustomCoder<Piece> {
    private final TableUpdateCoder updates;

    PieceCoder(TableUpdateCoder updates) {
      this.updates = updates;
    }

    @Override
    public void encode(Piece piece, OutputStream out) throws IOException {
      StringUtf8Coder.of().encode(piece.file(), out);
      if (piece.file().isEmpty()) {
        ByteArrayCoder.of().encode(piece.write(updates), out);
      } else {
        VarInt.encode(piece.offset(), out);
        VarInt.encode(piece.length(), out);
      }
    }

    @Override
    public Piece decode(InputStream in) throws IOException {
      String file = StringUtf8Coder.of().decode(in);
      return file.isEmpty()
          ? new Piece(null, ByteArrayCoder.of().decode(in), "", 0, 0)
          : new Piece(null, null, file, VarInt.decodeLong(in), VarInt.decodeInt(in));
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      updates.verifyDeterministic();
    }
  }
}
