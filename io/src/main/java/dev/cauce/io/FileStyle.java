package dev.cauce.io;

import java.io.Serializable;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How files are written.
 *
 * @param compression null for what the format does by itself
 * @param partitionBy the columns whose values are names of directories, outermost first
 */
record FileStyle(FileFormat format, @Nullable FileCompression compression, List<String> partitionBy)
    implements Serializable {
  /** {@code format} as it is, all files in one directory. */
  static FileStyle of(FileFormat format) {
    return new FileStyle(format, null, List.of());
  }

  /** Why the files cannot be written like that, whatever the columns are; null if they can. */
  @Nullable String problem() {
    return compression != null && !isBinary()
        ? "compression goes with format=parquet or avro."
        : null;
  }

  /**
   * Does nothing if rows of {@code schema} can be written like that.
   *
   * @throws IllegalArgumentException if not
   */
  void check(Schema schema) {
    String problem = problem();
    if (problem != null) {
      throw new IllegalArgumentException("Files: " + problem);
    }
    Schema rest = new PartitionPath(schema, partitionBy).rest();
    if (format == FileFormat.AVRO) {
      var unused = AvroRows.record(rest, "row");
    }
  }

  private boolean isBinary() {
    return format == FileFormat.PARQUET || format == FileFormat.AVRO;
  }
}
