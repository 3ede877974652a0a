package dev.cauce.row;

import java.io.Serializable;
import java.util.regex.Pattern;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * How one line of text becomes a {@link Row}.
 *
 * <p>A line is a row, or the header of a file, or malformed; nothing is guessed and nothing is left
 * out. All formats read these types; {@code null} wherever the column may be null:
 *
 * <table>
 * <caption>What a column takes</caption>
 * <tr><th>type<th>text of CSV and patterns<th>JSON
 * <tr><td>{@code INT16, INT32, INT64}...<td>digits with a sign; must fit<td>a number without point
 *     and exponent: {@code 5.0} is none
 * <tr><td>{@code FLOAT, DOUBLE}<td>a decimal number, {@code NaN}, {@code Infinity}; a finite one
 *     must fit<td>a number, or such a word as a string
 * <tr><td>{@code DECIMAL}<td>a decimal number, rounded half up to the scale that {@link
 *     Schemas#parse} was given<td>the same, also as a string
 * <tr><td>{@code BOOLEAN}<td>{@code true, false} in any case<td>{@code true, false}
 * <tr><td>{@code STRING}<td>the text<td>a string; of anything else its JSON text
 * <tr><td>{@code SqlTypes.TIMESTAMP}, {@code DATETIME}<td>ISO-8601, {@code T} or a space, UTC
 *     without an offset, a date alone is its midnight; micro- or milliseconds are kept<td>the same
 *     as a string; a number is seconds since the epoch below 10^11, else milliseconds
 * <tr><td>{@code SqlTypes.DATE}<td>{@code yyyy-MM-dd}<td>the same as a string
 * <tr><td>{@code ARRAY}, {@code ROW}<td>not<td>an array, an object
 * </table>
 *
 * <p>Bytes that are not UTF-8 make a line malformed. Thread-safe and stateless.
 */
public interface RowFormat extends Serializable {
  /** The columns of the rows. */
  Schema schema();

  /**
   * The same lines with other types of columns, if the format lets them be chosen.
   *
   * @throws IllegalArgumentException if {@code schema} does not fit
   */
  default RowFormat as(Schema schema) {
    if (!schema.equals(schema())) {
      throw new IllegalArgumentException(
          "The columns of these lines are fixed: " + schema().getFieldNames() + ".");
    }
    return this;
  }

  /**
   * Reads the line {@code bytes[from, to)}, which has no line end.
   *
   * @return the row; null if the line is a header, which is no row
   * @throws MalformedRowException if it is neither; the message is the reason, one line
   */
  @Nullable Row parse(byte[] bytes, int from, int to) throws MalformedRowException;

  /**
   * One JSON object a line (RFC 8259; a bare {@code NaN} is malformed). A field that is missing is
   * null, one that {@code schema} lacks is passed over, of one that comes twice the last counts. An
   * empty line is malformed, and so is anything after the object.
   *
   * @throws IllegalArgumentException if {@code schema} has a type that cannot be read
   */
  static RowFormat json(Schema schema) {
    return new JsonRows(schema);
  }

  /** {@link #csv(Schema, CsvOptions)} with commas, double quotes and no header. */
  static RowFormat csv(Schema schema) {
    return csv(schema, CsvOptions.DEFAULT);
  }

  /**
   * Delimited fields, by position: as many as {@code schema} has columns. Quotes are those of RFC
   * 4180, within one line: a quoted field may hold delimiters, and quotes that are doubled. A field
   * that is empty and not quoted is null. An empty line is malformed.
   *
   * @throws IllegalArgumentException if {@code schema} has a type that cannot be read
   */
  static RowFormat csv(Schema schema, CsvOptions options) {
    return new CsvRows(schema, options);
  }

  /**
   * What the groups of {@code pattern}, which must match the whole line, hold: for each column of
   * {@code schema} the group of its name; or, if a column has none, the groups by position, as many
   * as there are columns (Java allows only letters and digits in names of groups). A group that is
   * empty or took no part is null.
   *
   * @throws IllegalArgumentException if groups and columns do not fit together, or {@code schema}
   *     has a type that cannot be read
   */
  static RowFormat regex(Pattern pattern, Schema schema) {
    return new PatternRows(pattern, schema);
  }
}
