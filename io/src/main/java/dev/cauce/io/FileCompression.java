package dev.cauce.io;

/**
 * How the blocks of a {@linkplain FileFormat#PARQUET} or {@linkplain FileFormat#AVRO} file are
 * compressed.
 */
public enum FileCompression {
  /** Not at all. */
  NONE,
  /** Quick, and read by everything. */
  SNAPPY,
  /** Smaller. */
  ZSTD
}
