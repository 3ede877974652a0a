package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches into a directory: an append batch is a file of its own, or one in each directory
 * of a partition; update and complete replace the one file that holds the table. Commits go through
 * {@link FileCommits}: the name of a part file tells which updates it holds, of which writer and
 * run, so that those of a run that was undone can be removed.
 */
final class TableFiles implements CommitWriter {
  private static final Pattern OURS =
      Pattern.compile("(part-\\d{5,}-[0-9a-f]{8}(-\\d+)?|table)\\.[a-z]+");
  private static final String PART = "part-(\\d{10,})-(\\d{10,})-%s-[0-9a-f]+(-\\d+)?\\.[a-z]+";

  private final String directory;
  private final String run;
  private final FileStyle style;
  private final Keys keys;
  private final Schema schema;
  private final FileSteps steps;
  private transient boolean prepared;
  private transient @Nullable KeptRows rows;
  private transient @Nullable FileCommits commits;

  /**
   * @param run eight hexadecimal digits that tell the files of this run from those of others, where
   *     there are no checkpoints
   */
  TableFiles(String directory, String run, FileStyle style, Schema schema) {
    this(directory, run, style, schema, new FileSteps());
  }

  TableFiles(String directory, String run, FileStyle style, Schema schema, FileSteps steps) {
    this.directory = directory;
    this.run = run;
    this.style = style;
    this.keys = Keys.of(schema);
    this.schema = schema;
    this.steps = steps;
  }

  @Override
  public long write(Batch batch, MapState<String, byte[]> kept) throws IOException {
    return switch (batch.mode()) {
      case APPEND, COMPLETE -> writeOnly(batch);
      case UPDATE -> {
        // Made anew for each batch: some runners take turns with the instances of a step.
        KeptRows table = new KeptRows(schema);
        table.at(batch.number());
        long count = 0;
        for (TableUpdate update : batch.updates()) {
          table.apply(update, kept);
          count += update.rows().size();
        }
        write(plain(), files -> replace(table.table(), files));
        table.forget(kept);
        yield count;
      }
    };
  }

  @Override
  public long writeOnly(Batch batch) throws IOException {
    return switch (batch.mode()) {
      case APPEND -> {
        String name = String.format(Locale.ROOT, "part-%05d-%s", batch.number(), run);
        long[] count = {0};
        write(plain(), files -> count[0] = append(batch.updates(), 0, name, files));
        yield count[0];
      }
      // A table whose input ends sends each key once: there is nothing to compare versions with.
      case UPDATE, COMPLETE -> {
        SortedRows table = new SortedRows(schema);
        for (TableUpdate update : batch.updates()) {
          for (Row row : update.rows()) {
            table.add(row);
          }
        }
        write(plain(), files -> replace(table::forEach, files));
        yield table.size();
      }
    };
  }

  @Override
  public void prepare(TableUpdate update, MapState<String, byte[]> kept) throws IOException {
    switch (update.mode()) {
      case APPEND, COMPLETE -> {}
      case UPDATE -> {
        if (rows == null) {
          rows = new KeptRows(schema);
        }
        rows.apply(update, kept);
      }
    }
  }

  @Override
  public long commit(Batch batch) throws IOException {
    FileCommits opened = commits;
    commits = null; // opened anew after a failure
    List<Row> table = rows == null ? List.of() : rows.table();
    try {
      if (opened == null) {
        opened = FileCommits.open(root(), steps, batch.place());
      }
      long count = commit(batch, table, opened);
      commits = opened;
      return count;
    } catch (IOException e) {
      throw e.getMessage() != null && e.getMessage().contains("\"") ? e : failed(e);
    }
  }

  private long commit(Batch batch, List<Row> table, FileCommits opened) throws IOException {
    Place place = batch.place();
    LastWritten written = opened.written();
    written.check(place, "\"" + root() + "\"");
    int repeated = written.repeated(place);
    if (place.first() + repeated > place.last()) {
      return NOTHING; // all of it is there
    }
    TreeMap<String, String> renamed = new TreeMap<>();
    FileSet files = staged(opened, renamed);
    List<String> removed = List.of();
    long count = 0;
    switch (batch.mode()) {
      case APPEND -> {
        if (written.isBeyond(place)) {
          removed = beyond(place, opened);
        }
        String name =
            String.format(
                Locale.ROOT,
                "part-%010d-%010d-%s-%x",
                place.first() + repeated,
                place.last(),
                mark(place),
                place.present());
        count = append(batch.updates(), repeated, name, files);
      }
      case UPDATE -> {
        for (TableUpdate update : batch.updates()) {
          count += update.rows().size();
        }
        replace(new ArrayList<>(table), files);
      }
      case COMPLETE -> {
        List<Row> snapshot = new ArrayList<>();
        for (TableUpdate update : batch.updates()) {
          count += update.rows().size();
          snapshot = new ArrayList<>(update.rows()); // they come in the order of their versions
        }
        replace(snapshot, files);
      }
    }
    opened.commit(LastWritten.after(place), removed, renamed);
    return count;
  }

  /** The files of updates that a run made that has been undone. */
  private List<String> beyond(Place place, FileCommits opened) throws IOException {
    Pattern names = Pattern.compile(String.format(Locale.ROOT, PART, mark(place)));
    List<String> beyond = new ArrayList<>();
    for (String file : opened.find(names)) {
      Matcher matcher = names.matcher(file.substring(file.lastIndexOf('/') + 1));
      if (!matcher.matches() || Long.parseLong(matcher.group(2)) < place.first()) {
        continue;
      }
      if (Long.parseLong(matcher.group(1)) < place.first()) {
        throw new IOException(
            "\""
                + root()
                + "\" cannot go back to the checkpoint with which the run began: \""
                + file
                + "\" holds updates from before it and from after it, which come again (from "
                + place.first()
                + " on). Write to another directory, with another checkpoint.");
      }
      beyond.add(file);
    }
    return beyond;
  }

  /** Tells the files of one writer from those of others. */
  private static String mark(Place place) {
    return UUID.nameUUIDFromBytes(place.writer().getBytes(UTF_8)).toString().substring(0, 8);
  }

  private static FileSet staged(FileCommits commits, TreeMap<String, String> renamed) {
    return new FileSet() {
      @Override
      public OutputStream create(String name) throws IOException {
        String hidden = commits.newName();
        renamed.put(hidden, name);
        return commits.create(hidden);
      }

      @Override
      public void publish() {}

      @Override
      public void close() {}
    };
  }

  private long append(Iterable<TableUpdate> updates, int skipped, String name, FileSet files)
      throws IOException {
    long count = 0;
    int number = 0;
    try (PartFiles parts = new PartFiles(style, schema, name, files)) {
      for (TableUpdate update : updates) {
        if (number++ < skipped) {
          continue;
        }
        for (Row row : update.rows()) {
          parts.write(row);
        }
        count += update.rows().size();
      }
      parts.finish();
    }
    return count;
  }

  private void replace(List<Row> table, FileSet files) throws IOException {
    replace(
        output -> {
          keys.sort(table);
          for (Row row : table) {
            output.take(row);
          }
        },
        files);
  }

  /** Gives all rows of a table, in order. */
  private interface Table {
    void forEach(SortedRows.Taker output) throws IOException;
  }

  private void replace(Table table, FileSet files) throws IOException {
    if (!style.partitionBy().isEmpty()) {
      throw new IOException(
          "files partitioned by columns take rows in append mode only, for the files of a table in"
              + " many directories cannot be replaced at once");
    }
    String name = "table." + style.format().extension();
    try (RowOutput output = RowOutput.open(style, schema, files.create(name))) {
      table.forEach(output::write);
      output.finish();
    }
  }

  private interface Content {
    void writeTo(FileSet files) throws IOException;
  }

  private void write(FileSet files, Content content) throws IOException {
    try (files) {
      content.writeTo(files);
      files.publish();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private IOException failed(IOException e) {
    return new IOException(
        "Could not write to \""
            + root()
            + "\": "
            + AtomicFile.reason(e)
            + ". Nothing of it was kept.",
        e);
  }

  private Path root() {
    return Path.of(directory).toAbsolutePath().normalize();
  }

  /** Files without a ledger; before the first ones, sees to the directory. */
  private FileSet plain() throws IOException {
    Path root = root();
    if (!prepared) {
      try {
        Files.createDirectories(root);
      } catch (IOException e) {
        throw new IOException(
            "Could not create the directory \"" + root + "\": " + AtomicFile.reason(e), e);
      }
      for (Path each : style.partitionBy().isEmpty() ? List.of(root) : partitions(root)) {
        AtomicFile.removeLeftovers(each, OURS);
      }
      prepared = true;
    }
    return FileSet.plain(root, steps);
  }

  private List<Path> partitions(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root, style.partitionBy().size())) {
      return all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).toList();
    }
  }
}
