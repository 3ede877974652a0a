package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** A column of a row of values between delimiters, some of them in double quotes. */
final class CsvField implements TimeField {
  private static final long serialVersionUID = 1L;

  private final int column;
  private final byte delimiter;
  private final String name;

  CsvField(int column, char delimiter, String name) {
    if (column < 0) {
      throw new IllegalArgumentException(
          "Column " + column + " of CSV for the event time: the first is 0");
    }
    if (delimiter == '"' || delimiter == '\n' || delimiter > 127) {
      throw new IllegalArgumentException(
          "The delimiter '" + delimiter + "' of CSV: give an ASCII character that is no quote");
    }
    this.column = column;
    this.delimiter = (byte) delimiter;
    this.name = name;
  }

  @Override
  public long find(byte[] bytes, int from, int to) {
    int at = from;
    for (int skipped = 0; skipped < column; skipped++) {
      at = end(bytes, at, to) + 1;
      if (at > to) {
        return NOWHERE;
      }
    }
    int end = end(bytes, at, to);
    if (at >= end || bytes[at] != '"') {
      return TimeField.range(at, end);
    }
    int close = end - 1;
    for (int i = at + 1; i < close; i++) {
      if (bytes[i] == '"') {
        return ODD;
      }
    }
    return close > at && bytes[close] == '"' ? TimeField.range(at + 1, close) : ODD;
  }

  /** Where the value that begins at {@code start} ends: at a delimiter, or at the row's end. */
  private int end(byte[] bytes, int start, int to) {
    if (start >= to || bytes[start] != '"') {
      return EightBytes.indexOf(delimiter, bytes, start, to);
    }
    boolean inside = true;
    for (int i = start + 1; i < to; i++) {
      if (bytes[i] == '"') {
        inside = !inside; // a doubled quote leaves and enters again
      } else if (bytes[i] == delimiter && !inside) {
        return i;
      }
    }
    return to;
  }

  @Override
  public @Nullable String text(byte[] bytes, int from, int to) {
    int at = from;
    for (int skipped = 0; skipped < column; skipped++) {
      at = end(bytes, at, to) + 1;
      if (at > to) {
        return null;
      }
    }
    int end = end(bytes, at, to);
    String text = new String(bytes, at, end - at, UTF_8);
    if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
      return text.substring(1, text.length() - 1).replace("\"\"", "\"");
    }
    return text;
  }

  @Override
  public String missing(byte[] bytes, int from, int to) {
    return "no " + name;
  }

  @Override
  public String toString() {
    return "csv " + name;
  }
}
