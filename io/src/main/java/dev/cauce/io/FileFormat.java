package dev.cauce.io;

/**
 * How rows are written to files. Text, CSV and JSON are UTF-8, one row a line, lines end in {@code
 * \n}; Parquet and Avro keep the types of the columns.
 */
public enum FileFormat {
  /** The values as text, several columns separated by a tab; nothing is quoted or escaped. */
  TEXT("txt"),
  /**
   * A header line, then RFC 4180: a value with a comma, a quote or a line end is quoted, quotes are
   * doubled. A missing value is empty, an empty string is {@code ""}. Instants are ISO-8601 in UTC.
   */
  CSV("csv"),
  /** One JSON object a line, all columns in order, missing values as {@code null}. */
  JSON("json"),
  /**
   * Parquet, compressed with Snappy unless told otherwise. Integers, floats, texts, bytes and
   * booleans are what they are; instants are timestamps in UTC of microseconds; decimals have 38
   * digits, 18 behind the point, as Spark's have; arrays and maps are lists and maps; a row in a
   * row is a group. A column that may be missing is optional.
   */
  PARQUET("parquet"),
  /**
   * Avro object container files, compressed with Snappy unless told otherwise; types as {@link
   * #PARQUET}. A column that may be missing is a union with null.
   */
  AVRO("avro");

  private final String extension;

  FileFormat(String extension) {
    this.extension = extension;
  }

  /** What the names of such files end in, without the dot. */
  public String extension() {
    return extension;
  }
}
