package dev.cauce.row;

import java.io.Serializable;
import java.util.Objects;

/**
 * How the fields of a line are told apart.
 *
 * @param delimiter stands between fields
 * @param quote stands around fields that hold a delimiter or a quote, which is then doubled
 * @param header whether lines whose fields are exactly the names of the columns are passed over,
 *     wherever they stand: who reads one part of a file cannot know where the file begins
 * @param nullText a field that is this text and not quoted is null, and so is an empty one
 */
public record CsvOptions(char delimiter, char quote, boolean header, String nullText)
    implements Serializable {
  /** Commas, double quotes, no header; only an empty field is null. */
  public static final CsvOptions DEFAULT = new CsvOptions(',', '"', false, "");

  /** Checks that delimiter and quote can be told apart. */
  public CsvOptions {
    Objects.requireNonNull(nullText);
    if (delimiter == quote || delimiter == '\n' || delimiter == '\r') {
      throw new IllegalArgumentException(
          "The delimiter of CSV must be neither the quote nor a line end. Give another one.");
    }
  }

  /** Fields separated by {@code delimiter}. */
  public CsvOptions withDelimiter(char delimiter) {
    return new CsvOptions(delimiter, quote, header, nullText);
  }

  /** Fields quoted by {@code quote}. */
  public CsvOptions withQuote(char quote) {
    return new CsvOptions(delimiter, quote, header, nullText);
  }

  /** Lines that are the header are passed over. */
  public CsvOptions withHeader() {
    return new CsvOptions(delimiter, quote, true, nullText);
  }

  /** {@code nullText} stands for null. */
  public CsvOptions withNullText(String nullText) {
    return new CsvOptions(delimiter, quote, header, nullText);
  }
}
