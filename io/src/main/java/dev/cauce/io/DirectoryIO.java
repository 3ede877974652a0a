package dev.cauce.io;

import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.TableUpdate;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.PatternSyntaxException;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * The files of a directory: {@link #read} their lines, and those to come; {@link #write} what
 * leaves a table into them.
 */
public final class DirectoryIO {
  private DirectoryIO() {}

  /**
   * Reads the lines of the files that are in a directory of the local file system, or of one file.
   * Bounded, unless {@link Read#watchingEvery} is said.
   *
   * @param path a directory, or one file, which is then read whatever its name
   */
  public static Read read(String path) {
    return new Read(
        new FileSettings(path, "*", FileRows.DEFAULT, FileWatch.NONE), ReadOptions.DEFAULT);
  }

  /** Writes into the directory {@code directory}, as CSV unless told otherwise. */
  public static Write write(String directory) {
    return new Write(directory, FileStyle.of(FileFormat.CSV));
  }

  /**
   * Lines of files, as blocks of up to some 256 KB, each of one file; {@link Lines#origin} is the
   * path of the file. A line ends with LF or CRLF, which are not part of the row; what stands
   * behind the last line end is a row, too (but see {@link #following}). Rows are UTF-8: malformed
   * bytes become U+FFFD, and the rows that had some are counted as {@code numMalformedRows}. A byte
   * order mark at the beginning is left out.
   *
   * <p>Only files directly in the directory are read, links to files included; names that begin
   * with a dot or an underscore and names that end in {@code .tmp} are left alone. A directory, a
   * pipe, a device, a file that may not be read, a link that leads nowhere or a compressed file
   * that is broken is left out, logged, and counted once as {@code numFilesSkipped}; the other
   * files are read all the same. An error of the file system while a file is read fails the
   * pipeline.
   *
   * <p><b>What is there</b> (the default, bounded). Files are listed when the pipeline starts; big
   * ones are read in several ranges, small ones together, on all cores, in no order. The event time
   * of a row is the time its file was last modified. A file that is deleted before it was read
   * fails the pipeline. Ends with the last file; on a restart all is read again. A directory
   * without files gives no rows.
   *
   * <p><b>What comes</b> ({@link #watchingEvery}, unbounded). One reader reads each new file once,
   * in order of modification, then name; rows of a file stay in order. A file is taken when two
   * looks in a row saw it with the same size and time of modification; at the start, files that
   * were not modified for as long as one interval are taken at once. So files should be moved into
   * the directory, or be written faster than one interval without a pause. A name that was read is
   * not read again as long as it is remembered, even if the file is replaced. The event time of a
   * row is the time at which its file was taken; the watermark is the present time when there is
   * nothing to read. A file that is gone before it is read to its end is left out, logged and
   * counted as {@code numFilesSkipped}. If the directory goes away the reader waits for it to come
   * back.
   *
   * <p><b>What is appended</b> ({@link #following}). See there.
   *
   * <p><b>Event time</b> that stands in the rows ({@link #withEventTime}). The watermark of a
   * watched directory is the largest of the rows handed out, of followed files the largest of each
   * file, the least of them all; it never goes back, and stays where it is when there is nothing to
   * read. A followed file that has had no news for the {@link #withIdleness idleness limit} no
   * longer holds the others up; what it brings later than they are is late.
   *
   * <p><b>In a run that takes what is there</b> ({@link
   * dev.cauce.runners.RunOptions#isAvailableNow}) a watched directory is read up to the files of
   * the first look, each if a second look finds it unchanged, and followed files up to the size and
   * the last whole line of that look; what comes later, or is still changing, is for the next run.
   * Of a bounded number of rows exactly so many are taken, if need be to the middle of a file. A
   * followed file that had no news for the idleness limit before the run does not hold the
   * watermark. A directory that is gone fails the run.
   *
   * <p>A watched directory has no end; when the process is asked to stop reading, it stops between
   * two blocks. After a restart from a checkpoint, or a failure, it goes on exactly where the
   * checkpoint was, in mid-file too: each row once, as far as the runner keeps its promises (the
   * direct runner has no checkpoints). A checkpoint holds the position in the file that was begun
   * and 7 to 11 bytes for each file that was read and is not older than {@link #withMaxAge} (in
   * memory at most 32); followed files take some 40 bytes and their name, until they are deleted.
   */
  public static final class Read extends PTransform<PBegin, PCollection<Lines>> {
    /** Opening so many small files takes a few milliseconds; a reader may not block for long. */
    private static final int BLOCKS_AT_ONCE = 256;

    /** A file that is still written in a run that takes what is there has changed by then. */
    private static final long AVAILABLE_NOW_MILLIS = 1000;

    private static final long serialVersionUID = 1;

    private final FileSettings settings;

    private final transient ReadOptions options; // until it is applied

    private Read(FileSettings settings, ReadOptions options) {
      this.settings = settings;
      this.options = options;
    }

    /** All that a reader is told. */
    FileSettings settings() {
      // To a reader that goes on with the clock, arrival is what it does anyway.
      EventTime time = isWatched() ? options.inRows() : options.eventTime();
      FileRows r = settings.rows();
      return settings
          .with(new FileRows(r.charset(), r.gzip(), r.maxLineBytes(), time))
          .with(watch().withIdleness(options.idleness().getMillis()));
    }

    /** What is there now is what is new since the last run: that takes a watch. */
    private FileWatch watch() {
      FileWatch w = settings.watch();
      return options.availableNow() && w.everyMillis() == 0 ? w.withEvery(AVAILABLE_NOW_MILLIS) : w;
    }

    private boolean isWatched() {
      return watch().everyMillis() > 0;
    }

    /**
     * Like this one, but only files whose name matches the pattern, such as {@code *.log} or {@code
     * app-{1,2}.csv}; default {@code *}. Does not matter if the path is one file.
     *
     * @throws IllegalArgumentException if the pattern is malformed
     */
    public Read matching(String glob) {
      try {
        FileDirectory.matcher(glob);
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "\""
                + glob
                + "\" is no pattern of file names; a pattern is made of *, ?, [a-z] and {a,b}",
            e);
      }
      return new Read(
          new FileSettings(settings.path(), glob, settings.rows(), settings.watch()), options);
    }

    /**
     * Like this one, but unbounded: also the files to come. The directory is looked at so often,
     * and files that are known are not looked at.
     *
     * @throws IllegalArgumentException if the interval is not positive
     */
    public Read watchingEvery(Duration interval) {
      if (interval.getMillis() <= 0) {
        throw new IllegalArgumentException(
            "A directory is watched every " + interval + "; it must be more than 0");
      }
      FileWatch w = settings.watch();
      return with(
          new FileWatch(
              interval.getMillis(),
              w.follow(),
              w.filesPerTrigger(),
              w.latestFirst(),
              w.maxAgeMillis(),
              w.clean()));
    }

    /**
     * Like this one, but also what is appended to files later, as {@code tail -F} would; needs
     * {@link #watchingEvery}. Every file is looked at in each interval, and what has come is read
     * to the end of the last whole line: a row is handed out when its line end has come. Rows of
     * one file are in order; files that have news are read in order of modification. The event time
     * of a row is the time at which it was read.
     *
     * <p>A file is known by its inode, and by its first 64 bytes in case the inode is used again.
     * <b>Renamed</b>, even to a name that is not asked for, it stays the same file and is read to
     * its end; a new file of the old name is read from its beginning: nothing is lost or doubled.
     * <b>Deleted</b>, it is read to its end if it is one of the 64 files read last (they are kept
     * open), else what was not read is lost, and logged; so is a last line without an end.
     * <b>Truncated</b> (shorter than what was read, or other first bytes) it is read from its
     * beginning, logged, and counted as {@code numTruncations}. <b>Copied and truncated</b>
     * (logrotate's {@code copytruncate}): what was written between the last look and the truncation
     * is lost, unless the copy has a name that is asked for: then all rows of the copy come again.
     * Compressing rotated files under a name that is asked for gives rows of the compressed bytes:
     * use {@link #matching}.
     */
    public Read following() {
      FileWatch w = settings.watch();
      return with(
          new FileWatch(
              w.everyMillis(),
              true,
              w.filesPerTrigger(),
              w.latestFirst(),
              w.maxAgeMillis(),
              w.clean()));
    }

    /**
     * Like this one, but files are text of this charset; rows are put into UTF-8, and the rows that
     * had malformed bytes are counted as {@code numMalformedRows}. Files in UTF-16 or UTF-32 are
     * read in one piece and cannot be followed.
     */
    public Read withCharset(Charset charset) {
      FileRows r = settings.rows();
      return new Read(
          settings.with(new FileRows(charset.name(), r.gzip(), r.maxLineBytes())), options);
    }

    /**
     * Like this one, but every file is compressed. Such files are read in one piece and cannot be
     * followed; after a restart in mid-file its beginning is decompressed again.
     *
     * @param compression {@code gzip}
     * @throws IllegalArgumentException if it is anything else
     */
    public Read compressedBy(String compression) {
      if (!compression.toLowerCase(Locale.ROOT).equals("gzip")) {
        throw new IllegalArgumentException(
            "Unknown compression \"" + compression + "\"; the only one is gzip");
      }
      FileRows r = settings.rows();
      return new Read(settings.with(new FileRows(r.charset(), true, r.maxLineBytes())), options);
    }

    /**
     * Like this one, but rows of more bytes than this are left out and counted as {@code
     * numOversizedLines}; default 16 MiB. As many bytes of memory are needed for the longest row.
     *
     * @throws IllegalArgumentException if it is less than 1 or more than 1 GiB
     */
    public Read withMaxLineBytes(int bytes) {
      if (bytes < 1 || bytes > 1 << 30) {
        throw new IllegalArgumentException(
            "Lines of at most " + bytes + " bytes; it must be from 1 to " + (1 << 30));
      }
      FileRows r = settings.rows();
      return new Read(settings.with(new FileRows(r.charset(), r.gzip(), bytes)), options);
    }

    /**
     * Like this one, but at most so many new files at each look at the directory; default all.
     * Needs {@link #watchingEvery}.
     *
     * <p>With an event time in the rows the files of a look are a trigger as in Spark: its times
     * move the watermark when the files of the next one have been read, or when there are none, and
     * the next look waits until the runner has heard of it.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Read withFilesPerTrigger(int files) {
      if (files < 1) {
        throw new IllegalArgumentException(
            "At most " + files + " files per trigger; it must be at least 1");
      }
      FileWatch w = settings.watch();
      return with(
          new FileWatch(
              w.everyMillis(), w.follow(), files, w.latestFirst(), w.maxAgeMillis(), w.clean()));
    }

    /**
     * Like this one, but of the files that wait the newest is read first. Needs {@link
     * #watchingEvery}.
     */
    public Read latestFirst() {
      FileWatch w = settings.watch();
      return with(
          new FileWatch(
              w.everyMillis(), w.follow(), w.filesPerTrigger(), true, w.maxAgeMillis(), w.clean()));
    }

    /**
     * Like this one, but with another limit of age; default 7 days. A file that was modified longer
     * than this before the newest one (not: before now) is not read when it comes, but counted as
     * {@code numFilesTooOld}; the files that are there at the very start are all read. A file that
     * was read is forgotten at that age, so that what is remembered does not grow for ever. (After
     * a restart, files that were read and forgotten are counted as too old, too.) Does not matter
     * without {@link #watchingEvery}.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Read withMaxAge(Duration age) {
      if (age.getMillis() < 0) {
        throw new IllegalArgumentException(
            "A limit of age of " + age + "; it must not be negative");
      }
      FileWatch w = settings.watch();
      return with(
          new FileWatch(
              w.everyMillis(),
              w.follow(),
              w.filesPerTrigger(),
              w.latestFirst(),
              age.getMillis(),
              w.clean()));
    }

    /**
     * Like this one, but a file is deleted once it has been read to its end and a checkpoint that
     * covers it is complete. As best it can: after a failure a file may stay. Needs {@link
     * #watchingEvery}, without {@link #following}.
     */
    public Read deletingReadFiles() {
      return cleaning("");
    }

    /**
     * Like {@link #deletingReadFiles}, but files are moved into another directory, which is made if
     * there is none. A file never replaces one of the same name there: it gets a number.
     */
    public Read archivingReadFiles(String directory) {
      return cleaning(directory);
    }

    private Read cleaning(String target) {
      FileWatch w = settings.watch();
      return with(
          new FileWatch(
              w.everyMillis(),
              w.follow(),
              w.filesPerTrigger(),
              w.latestFirst(),
              w.maxAgeMillis(),
              target));
    }

    /**
     * Like this one, but with the event time that stands in each row, or that of arrival; that of
     * the file, as said above, without this. A row whose event time cannot be read is a dead
     * letter.
     */
    public Read withEventTime(EventTime time) {
      return with(options.withEventTime(time));
    }

    /**
     * Like this one, but rows whose event time cannot be read go there, each with its reason;
     * without this, the first of them fails the pipeline.
     */
    public Read withDeadLetters(DeadLetters letters) {
      return with(options.withDeadLetters(letters));
    }

    /**
     * Like this one, but with another idleness limit; 10 s without this. Each file that is
     * {@linkplain #following followed} is a partition; without following there is but one, and it
     * does not matter.
     *
     * @throws IllegalArgumentException if it is not longer than nothing
     */
    public Read withIdleness(Duration limit) {
      return with(options.withIdleness(limit));
    }

    /** Like this one, but it sees time like that. */
    Read with(ReadOptions how) {
      return new Read(settings, how);
    }

    private Read with(FileWatch watch) {
      return new Read(settings.with(watch), options);
    }

    /**
     * Reads.
     *
     * @throws IllegalArgumentException if there is no such file or directory, or if what was asked
     *     for does not go together; the message has one line for each problem
     */
    @Override
    public PCollection<Lines> expand(PBegin begin) {
      List<String> problems = problems();
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(String.join("\n", problems));
      }
      if (!isWatched()) {
        FilesSource files = new FilesSource(settings());
        return TimedRows.of(begin.apply("Files", org.apache.beam.sdk.io.Read.from(files)), options);
      }
      String id = UUID.randomUUID().toString();
      WatchedSource files = new WatchedSource(settings(), id, BLOCKS_AT_ONCE);
      PCollection<Lines> blocks =
          begin
              .apply("NewFiles", org.apache.beam.sdk.io.Read.from(files))
              .apply("Blocks", ParDo.of(new BlocksFn()))
              .setCoder(LinesCoder.of());
      return TimedRows.of(blocks, options);
    }

    /** Why this cannot be read, one line each; empty if it can. */
    List<String> problems() {
      List<String> problems = new ArrayList<>();
      String quoted = "\"" + settings.path() + "\"";
      Path path = Path.of(settings.path());
      if (!Files.exists(path)) {
        problems.add("No such file or directory: " + quoted);
      } else if (!Files.isDirectory(path) && !Files.isRegularFile(path)) {
        problems.add(quoted + " is neither a directory nor a file that can be read again");
      } else if (!Files.isReadable(path)) {
        problems.add("No permission to read " + quoted);
      }
      FileWatch watch = watch();
      if (watch.everyMillis() == 0) {
        require(problems, !watch.follow(), "To follow files, watch");
        require(problems, watch.filesPerTrigger() == 0, "To limit files per trigger, watch");
        require(problems, !watch.latestFirst(), "To read the latest files first, watch");
        require(problems, watch.clean() == null, "To clean away files that were read, watch");
      }
      if (watch.follow() && !settings.rows().cutsOnBytes()) {
        problems.add(
            settings.rows().gzip()
                ? "Compressed files do not grow: follow files that are not, or leave following out"
                : "Files in " + settings.rows().charset() + " cannot be followed, only read whole");
      }
      if (watch.follow() && watch.clean() != null) {
        problems.add("A file that is followed is never read to its end: it cannot be cleaned away");
      }
      if (watch.clean() != null && isSame(watch.clean(), path)) {
        problems.add("Files of " + quoted + " cannot be moved into the same directory");
      }
      return problems;
    }

    private static void require(List<String> problems, boolean fine, String what) {
      if (!fine) {
        problems.add(what + " the directory (watchingEvery, or watch=1s)");
      }
    }

    private static boolean isSame(String clean, Path path) {
      return !clean.isEmpty()
          && Path.of(clean).toAbsolutePath().normalize().equals(path.toAbsolutePath().normalize());
    }
  }

  private static final class BlocksFn extends DoFn<List<Lines>, Lines> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(
        @Element List<Lines> blocks, @Timestamp Instant least, OutputReceiver<Lines> out) {
      for (Lines block : blocks) {
        out.outputWithTimestamp(block, TimedRows.timestamp(block, least));
      }
    }
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
   * <tr><td>update<td>{@code table.csv}, replaced at each batch: the newest row of each key,
   *     without those that left the table<td>the same table: versions guard the rows
   * <tr><td>complete<td>{@code table.csv}, replaced by each snapshot<td>the same table
   * </table>
   *
   * <p><b>In a run with checkpoints: exactly once.</b> A batch is then what came between two
   * checkpoints, written when the second is complete. An append batch is {@code
   * part-0000000012-0000000019-1f3a9c07-19a2b3c4d5e.csv}: numbers of the first and last update in
   * it, a mark of the checkpoint directory, the run. What is written is first in the hidden
   * directory {@code .cauce}, where a ledger says how far the directory is; files get their names
   * once the ledger says so, all of a batch or none. A process that dies at any moment leaves no
   * torn file, no row twice and none missing once the run has gone on. A batch that comes again
   * after a restart is left out. If the run begins at a checkpoint that is older than what is
   * there, the part files beyond it are removed, for their rows come again; if a file has rows from
   * both sides of it, the run fails. A process that another has followed is refused, even if it
   * wakes up after a long sleep. Another checkpoint directory takes over: its rows are added to the
   * part files, or replace the table.
   *
   * <p>Bounded input is one batch, written when the input ends; until then rows of an append lie in
   * a file without a name in the directory of {@code java.io.tmpdir}, if the steps run in this
   * process, and else with the runner. One part file for append, {@code table.csv} otherwise, which
   * has no rows (in CSV, the header only) if there are none; but no file for no dead letters.
   * Bounded runs make no checkpoints. Unbounded without checkpoints: a batch is what came within 25
   * ms of the first row of a tick, a snapshot at once, the rest when the input ends; a tick without
   * rows writes nothing.
   *
   * <p>Each file is complete or absent, never torn: it is written under a hidden name (without
   * checkpoints beside its place, a dot before, {@code .tmp} behind), forced to disk and renamed in
   * one step, with mode 0640 where there are POSIX permissions. Hidden files that a killed run left
   * are removed when the first batch is written, so a directory belongs to one writer at a time. No
   * symbolic link below the directory is followed.
   *
   * <p>Rows of {@code table.csv} are sorted by the key columns, rows of a part file stand in the
   * order in which they came. Runs on one worker. State, for unbounded input: the rows of the
   * present tick, or since the last checkpoint; in the update mode also the newest row of each key,
   * that is the whole table (and for 100 batches the keys that left), which each batch writes out
   * in full: its cost grows with the table, not with the batch. With checkpoints it is a second
   * time in memory.
   *
   * <p>Fails with an {@code IOException} that names the directory (disk full, no permission).
   * Counts {@code cauce/batches} and {@code cauce/numOutputRows}.
   */
  public static final class Write extends PTransform<PCollection<TableUpdate>, PDone> {
    private final String directory;
    private final FileStyle style;

    private Write(String directory, FileStyle style) {
      this.directory = directory;
      this.style = style;
    }

    /** Writes files of the format {@code format}; default {@link FileFormat#CSV}. */
    public Write as(FileFormat format) {
      return new Write(directory, new FileStyle(format, style.compression(), style.partitionBy()));
    }

    /**
     * Like this one, but the blocks of the files are compressed like that. Only for {@link
     * FileFormat#PARQUET} and {@link FileFormat#AVRO}, which without this use Snappy.
     */
    public Write compressedBy(FileCompression compression) {
      return new Write(directory, new FileStyle(style.format(), compression, style.partitionBy()));
    }

    /**
     * Like this one, but each row goes to a file of the directory that the values of these columns
     * name, {@code day=2024-01-01/country=DE/}, as Spark and Hive have it; the files do not have
     * the columns. A character that a name must not have is percent-escaped; a missing or empty
     * value is {@code __HIVE_DEFAULT_PARTITION__}; a name longer than 255 bytes is cut, and a hash
     * of it put at its end. For rows in append mode only: the files of a table in many directories
     * could not be replaced at once.
     */
    public Write partitionedBy(String... columns) {
      return new Write(
          directory, new FileStyle(style.format(), style.compression(), List.of(columns)));
    }

    /**
     * Applies the sink.
     *
     * @throws IllegalArgumentException if the path is that of a file, the input is not a table's,
     *     or has not the columns to partition by, or the format has no name for a column or no
     *     compression
     */
    @Override
    public PDone expand(PCollection<TableUpdate> input) {
      checkDirectory();
      String run = UUID.randomUUID().toString().substring(0, 8);
      Schema schema = Batches.coder(input).schema();
      style.check(schema);
      Batches batches = Batches.to(new TableFiles(directory, run, style, schema));
      // A table that is empty now must not look as it did; but no dead letters are no file.
      boolean neverEmpty = schema.equals(DeadLetters.SCHEMA) || !style.partitionBy().isEmpty();
      return input.apply("Batches", neverEmpty ? batches : batches.evenIfEmpty());
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
