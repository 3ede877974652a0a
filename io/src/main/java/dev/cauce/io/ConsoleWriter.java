package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.io.ConsoleIO.Format;
import dev.cauce.runners.CommitNotes;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Prints batches to standard output. In a run with checkpoints it notes how far it has come in the
 * checkpoint directory, so that a run does not begin with the last batch of the run before.
 */
final class ConsoleWriter implements CommitWriter {
  /** So much is gathered before it is written: most batches are one write. */
  private static final int CHUNK = 1 << 20;

  /** What became of a key. */
  private record News(long version, Row row, boolean removed) {
    static News newer(News old, News now) {
      return now.version >= old.version ? now : old;
    }
  }

  /** What is left of a batch when each key is in it once, and how many rows it had. */
  private record Latest(TableUpdate update, long sent) {
    List<Row> rows() {
      return update.rows();
    }

    List<Row> removed() {
      return update.removed();
    }
  }

  private final Schema schema;
  private final Format format;
  private final int rows;
  private final int truncate;
  private final String name;
  private transient @Nullable CommitNotes notes;
  private transient CommitNotes.@Nullable Place written; // what the notes say, once it is known

  /**
   * @param name tells this console from others of the pipeline, in every run of it
   */
  ConsoleWriter(Schema schema, Format format, int rows, int truncate, String name) {
    this.name = name;
    this.schema = schema;
    this.format = format;
    this.rows = rows;
    this.truncate = truncate;
  }

  @Override
  public long write(Batch batch, MapState<String, byte[]> kept) throws IOException {
    // Two ticks come together when the machine is slower than the trigger: then a key may be in
    // both.
    if (batch.mode() != OutputMode.UPDATE) {
      return writeOnly(batch);
    }
    Latest latest = news(batch.updates());
    boolean nothing =
        latest.rows().isEmpty() && (format != Format.JSON || latest.removed().isEmpty());
    return nothing ? NOTHING : writeNews(latest, batch);
  }

  @Override
  public void open(PipelineOptions options) {
    notes = CommitNotes.of(options, name);
  }

  @Override
  public long commit(Batch batch) throws IOException {
    CommitNotes noted = Objects.requireNonNull(notes);
    CommitNotes.Place last = written == null ? noted.read() : written;
    Place place = batch.place();
    if (place.run() <= last.run() && place.last() <= last.number()) {
      return NOTHING;
    }
    long rows = print(batch);
    written = null; // read anew after a failure
    CommitNotes.Place now = new CommitNotes.Place(place.run(), place.last());
    noted.write(now);
    written = now;
    return rows;
  }

  private long print(Batch batch) throws IOException {
    if (batch.mode() != OutputMode.UPDATE) {
      return writeOnly(batch);
    }
    return writeNews(news(batch.updates()), batch);
  }

  private long writeNews(Latest latest, Batch batch) throws IOException {
    writeOnly(new Batch(batch.number(), batch.mode(), List.of(latest.update()), batch.place()));
    return latest.sent();
  }

  @Override
  public long writeOnly(Batch batch) throws IOException {
    return switch (format) {
      case TABLE -> writeTable(batch);
      case JSON -> writeLines(batch, new RowLines(FileFormat.JSON, schema));
      case CSV -> writeLines(batch, new RowLines(FileFormat.CSV, schema));
    };
  }

  private long writeTable(Batch batch) throws IOException {
    List<Row> first = new ArrayList<>();
    long count = 0;
    for (TableUpdate update : batch.updates()) {
      for (Row row : update.rows()) {
        if (first.size() <= rows) { // one more than is shown, to know that there are more
          first.add(row);
        }
      }
      count += update.rows().size();
    }
    print(new ConsoleTable(schema, rows, truncate).draw(batch.number(), first).getBytes(UTF_8));
    return count;
  }

  private long writeLines(Batch batch, RowLines lines) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    if (batch.number() == 0) {
      lines.writeHeader(line);
      addPrintable(line, chunk);
    }
    long count = 0;
    int[] keys = Keys.of(schema).columns();
    for (TableUpdate update : batch.updates()) {
      if (format == Format.JSON) {
        for (Row row : update.removed()) {
          line.writeBytes(RowJson.removed(row, keys));
          line.write('\n');
          addPrintable(line, chunk);
        }
      }
      for (Row row : update.rows()) {
        lines.write(row, line);
        addPrintable(line, chunk);
        if (chunk.size() >= CHUNK) {
          print(chunk.toByteArray());
          chunk.reset();
        }
      }
      count += update.rows().size();
    }
    print(chunk.toByteArray());
    return count;
  }

  /**
   * What of {@code updates} is to be printed. A table shows the first rows alone, so no more keys
   * than that are held at once, however many a batch has: only if some of them have left are more
   * looked at.
   */
  private Latest news(Iterable<TableUpdate> updates) {
    if (format != Format.TABLE) {
      return latest(updates, Long.MAX_VALUE);
    }
    long most = rows + 1L; // one more than is shown, to know that there are more
    Latest latest = latest(updates, most);
    while (latest.rows().size() <= rows && latest.rows().size() + latest.removed().size() == most) {
      most *= 2;
      latest = latest(updates, most);
    }
    return latest;
  }

  /**
   * The last row of each of the first {@code most} keys, in the order in which the keys came first,
   * and those whose last news is that they left. At least one update is given.
   */
  private Latest latest(Iterable<TableUpdate> updates, long most) {
    Keys keys = Keys.of(schema);
    Map<List<?>, News> latest = new LinkedHashMap<>();
    TableUpdate any = null;
    long sent = 0;
    for (TableUpdate update : updates) {
      any = update;
      sent += update.rows().size();
      long version = update.version();
      for (Row row : update.removed()) {
        note(latest, most, keys.key(row), new News(version, row, true));
      }
      for (Row row : update.rows()) {
        note(latest, most, keys.key(row), new News(version, row, false));
      }
    }
    List<Row> rows = new ArrayList<>();
    List<Row> removed = new ArrayList<>();
    for (News news : latest.values()) {
      (news.removed() ? removed : rows).add(news.row());
    }
    TableUpdate last = Objects.requireNonNull(any);
    return new Latest(
        new TableUpdate(
            last.mode(), last.windowStart(), last.windowEnd(), last.version(), rows, removed),
        sent);
  }

  private static void note(Map<List<?>, News> latest, long most, List<?> key, News now) {
    if (latest.size() < most || latest.containsKey(key)) {
      latest.merge(key, now, News::newer);
    }
  }

  /**
   * Moves {@code line} to {@code chunk} without what a terminal would obey: JSON has C0 escaped
   * already and gets DEL and C1 escaped too, which loses nothing; CSV has no escapes and loses
   * them, but for tab and line ends.
   */
  private void addPrintable(ByteArrayOutputStream line, ByteArrayOutputStream chunk) {
    byte[] bytes = line.toByteArray();
    line.reset();
    for (int i = 0; i < bytes.length; i++) {
      int b = bytes[i] & 0xFF;
      int control = b == 0x7F ? b : -1;
      if (b == 0xC2 && (bytes[i + 1] & 0xFF) <= 0x9F) { // C1 in UTF-8: C2 80 to C2 9F
        control = bytes[++i] & 0xFF;
      } else if (b < 0x20 && b != '\n' && b != '\r' && b != '\t') {
        control = b;
      }
      if (control < 0) {
        chunk.write(b);
      } else if (format == Format.JSON) {
        chunk.writeBytes(String.format(Locale.ROOT, "\\u%04x", control).getBytes(UTF_8));
      }
    }
  }

  // Raw bytes: the stream's own encoding follows the locale.
  private static void print(byte[] bytes) throws IOException {
    PrintStream out = System.out;
    out.write(bytes, 0, bytes.length);
    out.flush();
    if (out.checkError()) {
      throw new IOException("Standard output was closed by whoever was reading it");
    }
  }
}
