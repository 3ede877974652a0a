package dev.cauce.io;

/** How rows are written to files; UTF-8, one row a line, lines end in {@code \n}. */
public enum FileFormat {
  /** The values as text, several columns separated by a tab; nothing is quoted or escaped. */
  TEXT("txt"),
  /**
   * A header line, then RFC 4180: a value with a comma, a quote or a line end is quoted, quotes are
   * doubled. A missing value is empty, an empty string is {@code ""}. Instants are ISO-8601 in UTC.
   */
  CSV("csv"),
  /** One JSON object a line, all columns in order, missing values as {@code null}. */
  JSON("json");

  private final String extension;

  FileFormat(String extension) {
    this.extension = extension;
  }

  /** What the names of such files end in, without the dot. */
  public String extension() {
    return extension;
  }
}
