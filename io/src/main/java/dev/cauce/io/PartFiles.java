package dev.cauce.io;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;

/**
 * Deals rows to files, one for each directory. Of a few directories the files are open; one that
 * comes again after others had to be closed for it gets a further file.
 */
final class PartFiles implements Closeable {
  private static final int OPEN = 50;

  private final FileStyle style;
  private final PartitionPath path;
  private final String name;
  private final FileSet files;
  private final Map<String, Integer> begun = new HashMap<>();
  // In the order in which they were used, the longest ago first.
  private final LinkedHashMap<String, RowOutput> open = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param name of the files, without what tells their format
   */
  PartFiles(FileStyle style, Schema schema, String name, FileSet files) {
    this.style = style;
    this.path = new PartitionPath(schema, style.partitionBy());
    this.name = name;
    this.files = files;
  }

  void write(Row row) throws IOException {
    String directory = path.of(row);
    RowOutput output = open.get(directory);
    if (output == null) {
      if (open.size() == OPEN) {
        String longestAgo = open.keySet().iterator().next();
        RowOutput closed = open.remove(longestAgo);
        if (closed != null) {
          closed.finish();
        }
      }
      output = begin(directory);
      open.put(directory, output);
    }
    output.write(style.partitionBy().isEmpty() ? row : path.rest(row));
  }

  private RowOutput begin(String directory) throws IOException {
    int number = begun.merge(directory, 1, Integer::sum);
    String suffix = number == 1 ? "" : "-" + number;
    String file = directory + name + suffix + "." + style.format().extension();
    return RowOutput.open(style, path.rest(), files.create(file));
  }

  /** Ends all files; a file without rows is written if nothing is partitioned. */
  void finish() throws IOException {
    if (begun.isEmpty() && style.partitionBy().isEmpty()) {
      open.put("", begin(""));
    }
    for (RowOutput output : open.values()) {
      output.finish();
    }
    open.clear();
  }

  @Override
  public void close() throws IOException {
    for (RowOutput output : open.values()) {
      output.close();
    }
  }
}
