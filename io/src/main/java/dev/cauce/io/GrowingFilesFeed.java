package dev.cauce.io;

import dev.cauce.row.Lines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of files as they grow, as {@code tail -F} would give them. Keeps some files open, so
 * that what is renamed or deleted between two looks can still be read to its end.
 */
final class GrowingFilesFeed implements FileFeed {
  private static final Logger LOG = LoggerFactory.getLogger(GrowingFilesFeed.class);
  private static final int OPEN_FILES = 64;
  private static final int FILES_AT_ONCE = 256;

  private final FileLister lister;
  private final FileRows rows;
  private final LongSupplier clock;
  private final FileCounts counts = new FileCounts();
  private final FileCutter.Scratch scratch = new FileCutter.Scratch();
  private final GrowingFiles files;
  private final Portion portion;
  private final LinkedHashSet<GrowingFile> opened = new LinkedHashSet<>(); // least recent first
  private @Nullable Open open;
  private final @Nullable PartitionTimes<Long> times; // null unless they stand in the rows
  private long time;

  private record Open(GrowingFile file, FileCutter cutter, Lines.Builder block, long limit) {}

  /**
   * @param clock milliseconds since the epoch
   * @param mark where to go on; {@code null}: at the beginning
   * @param portion how much to take
   */
  GrowingFilesFeed(
      FileSettings settings,
      FileLister lister,
      LongSupplier clock,
      @Nullable FileMark mark,
      Portion portion) {
    this.lister = lister;
    this.portion = portion;
    this.rows = settings.rows();
    this.clock = clock;
    List<FileMark.Grown> known = mark == null ? List.of() : mark.followed();
    long floor = mark == null ? Long.MIN_VALUE : mark.floor();
    this.files =
        new GrowingFiles(lister, settings.watch(), counts, known, floor, portion.isAvailableNow());
    if (rows.eventTime() == null) {
      this.times = null;
      this.time = mark == null ? clock.getAsLong() : mark.time();
    } else {
      long reached = mark == null ? PartitionTimes.NEVER : mark.time();
      this.times =
          new PartitionTimes<>(
              new PartitionTimes.Peers(), "", reached, settings.watch().idlenessMillis(), clock);
      if (!portion.isAvailableNow()) { // else when it is known how long they have had no news
        files.all().forEach(file -> count(times, file));
      }
      this.time = clock.getAsLong();
    }
  }

  @Override
  public @Nullable Lines next() throws IOException {
    time = Math.max(time, clock.getAsLong());
    if (portion.isUsedUp()) {
      return null;
    }
    for (int i = 0; i < FILES_AT_ONCE; i++) {
      if (open == null && !openNext()) {
        return null;
      }
      Open now = open;
      if (now == null) {
        continue; // it could not be opened
      }
      boolean ended = read(now);
      if (now.block().size() > 0) {
        portion.take(now.block().size());
        return timed(now.file(), now.block().build());
      }
      if (!ended) {
        return null; // in the midst of a row without an end
      }
    }
    return null;
  }

  private boolean read(Open now) throws IOException {
    GrowingFile file = now.file();
    now.cutter().fill(now.block(), time, BUDGET, portion.block());
    file.offset = now.cutter().offset();
    file.skipping = now.cutter().skipping();
    if (file.channel != null) {
      file.rememberPrint(file.channel);
    }
    if (!now.cutter().ended()) {
      return false;
    }
    file.readTo = now.limit();
    open = null;
    scratch.shrink();
    return true;
  }

  /** False if no file has news; else it may still be that the file could not be opened. */
  private boolean openNext() throws IOException {
    GrowingFile file = files.take();
    if (file == null) {
      if (!files.isDue(time)) {
        return false;
      }
      files.poll(time);
      if (times != null) {
        look(times);
      }
      opened.removeIf(known -> known.channel == null); // forgotten
      file = files.take();
      if (file == null) {
        return false;
      }
    }
    FileChannel channel = channel(file);
    if (channel == null) {
      return true;
    }
    long limit = channel.size();
    if (limit < file.offset) {
      files.truncated(file, "it became shorter");
    } else if (!file.isWhatItWas(channel)) {
      files.truncated(file, "it begins with other bytes than before");
    }
    if (portion.isAvailableNow()) {
      limit = Math.min(limit, file.size); // what has come since the look is for the next run
    }
    FileCutter.Bytes bytes = new UpTo(channel, file.offset, limit);
    FileCutter cutter =
        new FileCutter(
            bytes, scratch, rows, counts, file.offset, file.skipping, Long.MAX_VALUE, false);
    String origin = lister.path(file.name).toString();
    open = new Open(file, cutter, Lines.builder(origin), limit);
    return true;
  }

  /** Opens the file if it is not open; {@code null} if under its name there is another by now. */
  private @Nullable FileChannel channel(GrowingFile file) throws IOException {
    FileChannel channel = file.channel;
    if (channel == null) {
      channel = openSame(file);
      if (channel == null) {
        return null;
      }
      file.channel = channel;
      while (opened.size() >= OPEN_FILES) {
        GrowingFile eldest = opened.iterator().next();
        opened.remove(eldest);
        close(eldest);
      }
    }
    opened.remove(file);
    opened.add(file);
    return channel;
  }

  private @Nullable FileChannel openSame(GrowingFile file) throws IOException {
    try {
      FileChannel channel = FileChannel.open(lister.path(file.name), StandardOpenOption.READ);
      // Renaming may have come between the look and the opening: the next look finds it.
      FileStat now = lister.stat(file.name);
      if (now.kind() == FileStat.Kind.READABLE && now.key() == file.key) {
        return channel;
      }
      channel.close();
    } catch (NoSuchFileException e) {
      LOG.debug("\"{}\" has gone since the last look", lister.path(file.name));
    } catch (AccessDeniedException e) {
      LOG.warn("\"{}\" cannot be read any more; trying again", lister.path(file.name));
    }
    return null;
  }

  private static void close(GrowingFile file) {
    FileChannel channel = file.channel;
    file.channel = null;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debug("Closing \"{}\"", file.name, e); // it was only read
      }
    }
  }

  /** Each file is a partition, from the look on that finds it. */
  private void look(PartitionTimes<Long> partitions) {
    Map<Long, GrowingFile> present = new HashMap<>();
    for (GrowingFile file : files.all()) {
      present.put(file.key, file);
      if (!partitions.has(file.key)) {
        count(partitions, file);
      }
    }
    for (long key : partitions.partitions()) {
      if (!present.containsKey(key)) {
        partitions.remove(key);
      }
    }
    for (long key : partitions.silent(time)) {
      GrowingFile file = present.get(key);
      if (file != null && !file.hasNews()) {
        partitions.ended(key);
      }
    }
  }

  private void count(PartitionTimes<Long> partitions, GrowingFile file) {
    String path = lister.path(file.name).toString();
    if (portion.isAvailableNow()) {
      partitions.addKnown(file.key, path, file.largest, Math.min(time, file.millis));
    } else {
      partitions.add(file.key, path, file.largest);
    }
  }

  private Lines timed(GrowingFile file, Lines block) {
    if (times != null) {
      file.largest = Math.max(file.largest, block.greatest());
      if (times.has(file.key)) { // else it was deleted, and is read to its end
        times.seen(file.key, file.largest);
      }
    }
    return block;
  }

  @Override
  public boolean isBehind() {
    return open != null || files.waiting() > 0;
  }

  @Override
  public boolean isAtEnd() {
    return portion.isUsedUp() || (files.isDone() && open == null);
  }

  @Override
  public long watermark() {
    return times == null ? time : times.current();
  }

  @Override
  public @Nullable String heldBy() {
    return times == null ? null : times.heldBy();
  }

  @Override
  public FileMark mark(long token) {
    List<FileMark.Grown> followed = files.all().stream().map(GrowingFile::mark).toList();
    SeenFiles.Snapshot none = new SeenFiles.Snapshot(new byte[0], 0, 0);
    return new FileMark(token, watermark(), files.floor(), none, null, List.of(), followed, null);
  }

  @Override
  public void close() {
    open = null; // the file knows how far it was read
    opened.forEach(GrowingFilesFeed::close);
    opened.clear();
  }

  @Override
  public FileCounts counts() {
    return counts;
  }

  /** The bytes of a file up to the size that it had. */
  private static final class UpTo implements FileCutter.Bytes {
    private final FileChannel channel;
    private final long limit;
    private long position;

    UpTo(FileChannel channel, long position, long limit) {
      this.channel = channel;
      this.position = position;
      this.limit = limit;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int wanted = (int) Math.min(length, limit - position);
      if (wanted <= 0) {
        return -1;
      }
      int read = channel.read(ByteBuffer.wrap(into, from, wanted), position);
      position += Math.max(read, 0);
      return read;
    }
  }
}
