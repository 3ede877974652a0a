package dev.cauce.io;

import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the files that are there. What is there is seen when the source is split: each part
 * then knows its files and ranges of files, so that all parts agree.
 */
final class FilesSource extends BoundedSource<Lines> {
  private static final long serialVersionUID = 1;
  private static final long LEAST_CUT = 1 << 20; // a smaller piece is not worth opening a file

  private final FileSettings settings;
  private final @Nullable ArrayList<FileRange> ranges; // null: all that is there

  FilesSource(FileSettings settings) {
    this(settings, null);
  }

  FilesSource(FileSettings settings, @Nullable List<FileRange> ranges) {
    this.settings = settings;
    this.ranges = ranges == null ? null : new ArrayList<>(ranges); // a list that is serializable
  }

  FileSettings settings() {
    return settings;
  }

  @Override
  public List<? extends BoundedSource<Lines>> split(long bundleBytes, PipelineOptions options)
      throws IOException {
    if (ranges != null) {
      return List.of(this);
    }
    List<FilesSource> parts = new ArrayList<>();
    for (List<FileRange> part :
        split(
            ranges(),
            Math.max(1, bundleBytes),
            settings.rows().cutsOnBytes() ? LEAST_CUT : Long.MAX_VALUE)) {
      parts.add(new FilesSource(settings, part));
    }
    return parts.isEmpty() ? List.of(new FilesSource(settings, List.of())) : parts;
  }

  /**
   * Packs small files together, and cuts big ones, so that each part has about as many bytes.
   *
   * @param leastCut no file is cut into smaller pieces
   */
  static List<List<FileRange>> split(List<FileRange> files, long partBytes, long leastCut) {
    List<List<FileRange>> parts = new ArrayList<>();
    List<FileRange> part = new ArrayList<>();
    long room = partBytes;
    for (FileRange file : files) {
      long start = file.start();
      while (file.end() - start - room > leastCut) {
        if (room >= leastCut || part.isEmpty()) {
          long cut = start + Math.max(room, leastCut);
          part.add(new FileRange(file.name(), start, cut, file.millis()));
          start = cut;
        }
        parts.add(part);
        part = new ArrayList<>();
        room = partBytes;
      }
      part.add(new FileRange(file.name(), start, file.end(), file.millis()));
      room -= file.end() - start;
      if (room <= 0) {
        parts.add(part);
        part = new ArrayList<>();
        room = partBytes;
      }
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  /**
   * The files of this source; a file that cannot be read is among them, so that a reader says so.
   */
  List<FileRange> ranges() throws IOException {
    if (ranges != null) {
      return ranges;
    }
    FileDirectory directory = FileDirectory.of(settings);
    List<FileStat> found = new ArrayList<>();
    for (String name : directory.names()) {
      if (directory.wants(name)) {
        FileStat file = directory.stat(name);
        if (file.kind() != FileStat.Kind.GONE) {
          found.add(file);
        }
      }
    }
    found.sort(FileStat.OLDEST_FIRST);
    List<FileRange> all = new ArrayList<>();
    for (FileStat file : found) {
      all.add(new FileRange(file.name(), 0, file.size(), file.millis()));
    }
    return all;
  }

  @Override
  public long getEstimatedSizeBytes(PipelineOptions options) throws IOException {
    return ranges().stream().mapToLong(range -> range.end() - range.start()).sum();
  }

  @Override
  public BoundedReader<Lines> createReader(PipelineOptions options) {
    return new FilesReader(this);
  }

  @Override
  public Coder<Lines> getOutputCoder() {
    return LinesCoder.of();
  }
}
