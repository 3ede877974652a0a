package dev.cauce.io;

import dev.cauce.row.Lines;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of files as they come into a directory; each file is read once, from end to end. */
final class NewFilesFeed implements FileFeed {
  private static final Logger LOG = LoggerFactory.getLogger(NewFilesFeed.class);
  private static final int FILES_AT_ONCE = 256; // without a row in them

  private final FileLister lister;
  private final FileRows rows;
  private final LongSupplier clock;
  private final FileCounts counts = new FileCounts();
  private final FileCutter.Scratch scratch = new FileCutter.Scratch();
  private final SeenFiles seen;
  private final NewFiles files;
  private final Portion portion;
  private final @Nullable FileCleaner cleaner;
  private final @Nullable TriggerTimes triggers; // null: files come without a limit
  private FileMark.@Nullable Current resumed;
  private @Nullable Open open;
  // Of the rows of the open file, or of the last time that there was none; if the times stand in
  // the rows, the largest of them.
  private long time;

  private record Open(FileBytes bytes, FileCutter cutter, Lines.Builder block, FileStat file) {}

  /**
   * @param clock milliseconds since the epoch
   * @param mark where to go on; {@code null}: at the beginning
   * @param portion how much to take
   */
  NewFilesFeed(
      FileSettings settings,
      FileLister lister,
      LongSupplier clock,
      @Nullable FileMark mark,
      Portion portion) {
    this.lister = lister;
    this.portion = portion;
    this.rows = settings.rows();
    this.clock = clock;
    FileWatch watch = settings.watch();
    this.seen = mark == null ? new SeenFiles() : SeenFiles.of(mark.seen());
    long floor = mark == null ? Long.MIN_VALUE : mark.floor();
    this.files = new NewFiles(lister, watch, counts, seen, floor, portion.isAvailableNow());
    List<FileCleaner.Done> done = mark == null ? List.of() : mark.done();
    this.cleaner = watch.clean() == null ? null : new FileCleaner(lister, watch.clean(), done);
    this.resumed = mark == null ? null : mark.current();
    long begin = rows.eventTime() == null ? clock.getAsLong() : PartitionTimes.NEVER;
    this.time = mark == null ? begin : mark.time();
    this.triggers =
        watch.filesPerTrigger() > 0 && rows.eventTime() != null ? new TriggerTimes(time) : null;
  }

  @Override
  public @Nullable Lines next() throws IOException {
    if (portion.isUsedUp()) {
      if (triggers != null) {
        triggers.looked(false, time);
      }
      return null;
    }
    for (int i = 0; i < FILES_AT_ONCE; i++) {
      Open file = open != null ? open : openNext();
      if (file == null) {
        if (resumed == null && files.waiting() == 0) {
          goOn(clock.getAsLong());
          return null;
        }
        continue; // could not be opened
      }
      boolean ended = read(file);
      if (file.block().size() > 0) {
        Lines block = file.block().build();
        portion.take(block.size());
        if (rows.eventTime() != null) {
          time = Math.max(time, block.greatest());
        }
        return block;
      }
      if (!ended) {
        return null; // in the midst of a row without an end
      }
    }
    return null;
  }

  private void goOn(long now) {
    if (rows.eventTime() == null) {
      time = Math.max(time, now);
    }
  }

  private boolean read(Open file) throws IOException {
    try {
      file.cutter().fill(file.block(), time, BUDGET, portion.block());
    } catch (FileBytes.BrokenFileException e) {
      leaveOut(file.file().name(), e);
      finish();
      return true;
    }
    if (!file.cutter().ended()) {
      return false;
    }
    finish();
    if (cleaner != null) {
      cleaner.add(file.file());
    }
    return true;
  }

  private @Nullable Open openNext() throws IOException {
    if (resumed != null) {
      FileMark.Current at = resumed;
      FileStat file =
          new FileStat(at.name(), FileStat.Kind.READABLE, "", at.size(), at.millis(), 0);
      open = open(file, at.offset(), at.skipping());
      resumed = null;
      return open;
    }
    long now = clock.getAsLong();
    if (triggers != null && files.waiting() == 0) {
      nextTrigger(triggers, now);
    } else if (triggers == null && files.isDue(now)) {
      files.poll(now);
    }
    FileStat file = files.take();
    if (file == null) {
      return null;
    }
    goOn(now);
    open = open(file, 0, false);
    return open;
  }

  /** All files of a trigger are read: looks for those of the next. */
  private void nextTrigger(TriggerTimes times, long now) throws IOException {
    times.read();
    if (times.areToBeHeard()) {
      return;
    }
    if (files.isDue(now)) {
      files.poll(now);
      times.looked(files.waiting() > 0, time);
    } else if (files.isDone()) {
      times.looked(false, time);
    }
  }

  private @Nullable Open open(FileStat file, long offset, boolean skipping) throws IOException {
    String name = file.name();
    FileStat now = lister.stat(name);
    if (now.kind() != FileStat.Kind.READABLE) {
      files.leaveOut(name, now.why());
      return null;
    }
    if (rows.cutsOnBytes() && now.size() < offset) {
      files.leaveOut(name, "it has become shorter than what was already read of it");
      return null;
    }
    if (now.millis() != file.millis()) {
      LOG.warn("\"{}\" was changed after it was found complete", lister.path(name));
    }
    try {
      FileBytes bytes = FileBytes.open(lister.path(name), rows, scratch.direct, offset);
      FileCutter cutter =
          new FileCutter(bytes, scratch, rows, counts, offset, skipping, Long.MAX_VALUE, true);
      String origin = lister.path(name).toString();
      return new Open(bytes, cutter, Lines.builder(origin), file);
    } catch (NoSuchFileException | AccessDeniedException | FileBytes.BrokenFileException e) {
      leaveOut(name, e);
      return null;
    }
  }

  private void leaveOut(String name, IOException why) {
    files.leaveOut(name, why instanceof NoSuchFileException ? "it is gone" : why.toString());
  }

  private void finish() {
    if (open != null) {
      try {
        open.bytes().close();
      } catch (IOException e) {
        LOG.debug("Closing \"{}\"", open.file().name(), e); // it was only read
      }
      open = null;
      scratch.shrink();
    }
  }

  @Override
  public boolean isBehind() {
    return open != null || files.waiting() > 0;
  }

  @Override
  public boolean isAtEnd() {
    if (triggers != null && (triggers.areToBeHeard() || triggers.told() < time)) {
      return false;
    }
    return portion.isUsedUp() || (files.isDone() && open == null && resumed == null);
  }

  @Override
  public long watermark() {
    return triggers == null ? time : triggers.told();
  }

  @Override
  public void heard() {
    if (triggers != null) {
      triggers.heard();
    }
  }

  @Override
  public String heldBy() {
    return lister.path("").toString();
  }

  @Override
  public FileMark mark(long token) {
    List<FileCleaner.Done> done = cleaner == null ? List.of() : cleaner.covered();
    return new FileMark(
        token, time, files.floor(), seen.snapshot(), current(), done, List.of(), cleaner);
  }

  private FileMark.@Nullable Current current() {
    if (open == null) {
      return resumed;
    }
    FileStat file = open.file();
    FileCutter cutter = open.cutter();
    return new FileMark.Current(
        file.name(), file.size(), file.millis(), cutter.offset(), cutter.skipping());
  }

  @Override
  public void close() {
    resumed = current();
    finish();
  }

  @Override
  public FileCounts counts() {
    return counts;
  }
}
