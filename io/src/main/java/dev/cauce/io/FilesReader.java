package dev.cauce.io;

import dev.cauce.row.Lines;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.io.BoundedSource;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the ranges of a {@link FilesSource} one after the other. */
final class FilesReader extends BoundedSource.BoundedReader<Lines> {
  private static final Logger LOG = LoggerFactory.getLogger(FilesReader.class);

  private final FilesSource source;
  private final FileDirectory directory;
  private final FileRows rows;
  private final FileCounts counts = new FileCounts();
  private final FileCutter.Scratch scratch = new FileCutter.Scratch();
  private Iterator<FileRange> left = List.<FileRange>of().iterator();
  private @Nullable Open open;
  private @Nullable Lines current;

  private record Open(FileBytes bytes, FileCutter cutter, Lines.Builder block, FileRange range) {}

  FilesReader(FilesSource source) {
    this.source = source;
    this.directory = FileDirectory.of(source.settings());
    this.rows = source.settings().rows();
  }

  @Override
  public boolean start() throws IOException {
    left = source.ranges().iterator();
    return advance();
  }

  @Override
  public boolean advance() throws IOException {
    current = null;
    while (current == null && (open != null || left.hasNext())) {
      if (open == null) {
        open = open(left.next());
      } else {
        current = read(open);
      }
    }
    counts.report();
    return current != null;
  }

  private @Nullable Lines read(Open file) throws IOException {
    try {
      file.cutter().fill(file.block(), file.range().millis(), Long.MAX_VALUE);
    } catch (FileBytes.BrokenFileException e) {
      skip(file.range().name(), e.getMessage());
      close();
    }
    if (file.cutter().ended()) {
      close();
    }
    return file.block().size() == 0 ? null : file.block().build();
  }

  private @Nullable Open open(FileRange range) throws IOException {
    String name = range.name();
    FileStat now = directory.stat(name);
    if (now.kind() == FileStat.Kind.UNREADABLE) {
      skip(name, now.why());
      return null;
    }
    // Of a file that is read in parts, all but the first begin in the row before: it is not theirs.
    boolean inside = range.start() > 0;
    long from = inside ? range.start() - 1 : 0;
    long end = rows.cutsOnBytes() ? range.end() : Long.MAX_VALUE;
    String origin = directory.path(name).toString();
    try {
      FileBytes bytes = FileBytes.open(directory.path(name), rows, scratch.direct, from);
      FileCutter cutter = new FileCutter(bytes, scratch, rows, counts, from, inside, end, true);
      return new Open(bytes, cutter, Lines.builder(origin), range);
    } catch (NoSuchFileException e) {
      // Other parts of it may have been read: to go on would give part of a file.
      throw new IOException(
          "\""
              + origin
              + "\" was there at the start and is gone; leave files in place until the"
              + " read has ended",
          e);
    } catch (AccessDeniedException e) {
      skip(name, "no permission to read it");
    } catch (FileBytes.BrokenFileException e) {
      skip(name, e.getMessage());
    }
    return null;
  }

  private void skip(String name, @Nullable String why) {
    counts.skipped++;
    LOG.warn("Left out \"{}\": {}", directory.path(name), why);
  }

  @Override
  public Lines getCurrent() {
    if (current == null) {
      throw new NoSuchElementException();
    }
    return current;
  }

  @Override
  public Instant getCurrentTimestamp() {
    return getCurrent().least();
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.bytes().close();
      open = null;
    }
    scratch.shrink();
  }

  @Override
  public FilesSource getCurrentSource() {
    return source;
  }
}
