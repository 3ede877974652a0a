package dev.cauce.row;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;

/** Schemas from what people write, and from what lines look like. All columns are nullable. */
public final class Schemas {
  /** A point in time, to the microsecond: {@code java.time.Instant} in a row. */
  public static final FieldType TIMESTAMP = FieldType.logicalType(SqlTypes.TIMESTAMP);

  /** A day: {@code java.time.LocalDate} in a row. */
  public static final FieldType DATE = FieldType.logicalType(SqlTypes.DATE);

  private Schemas() {}

  /**
   * The schema that {@code ddl} declares in Spark's words: {@code host string, status int, price
   * decimal(6,2), tags array<string>, user struct<id: bigint, name: string>}. Names that are not
   * letters, digits and {@code _} stand in backquotes.
   *
   * <p>Types, in any case: {@code tinyint} or {@code byte}, {@code smallint} or {@code short},
   * {@code int} or {@code integer}, {@code bigint} or {@code long}, {@code float} or {@code real},
   * {@code double}, {@code decimal}, {@code dec} or {@code numeric} (of 10 digits and none after
   * the point if it does not say), {@code boolean}, {@code string}, {@code date}, {@code
   * timestamp}.
   *
   * @throws IllegalArgumentException if it is no such text; the message is one line
   */
  public static Schema parse(String ddl) {
    return new SchemaText(ddl).schema();
  }

  /**
   * The schema of the JSON objects in {@code lines}: a field is a {@code boolean}, a {@code bigint}
   * or a {@code double} if all its values are; bigints and doubles together are a double, and so is
   * an integer beyond a bigint; all else is a {@code string}, timestamps as well (as in Spark), and
   * arrays and objects too (as their JSON text; Spark makes types of them). Fields come in the
   * order in which they were first seen. Malformed lines do not count.
   *
   * @throws IllegalArgumentException if no line has a field
   */
  public static Schema inferJson(List<String> lines) {
    return SchemaInference.json(lines);
  }

  /**
   * The schema of {@code lines}, which are CSV: the names are the fields of the first line if
   * {@code options} say that there is a header, else {@code _c0, _c1, ...}; a column is an {@code
   * int}, {@code bigint}, {@code double}, {@code boolean}, {@code date} or {@code timestamp} if all
   * its values are, nulls aside; the first three widen, a date and a timestamp are a timestamp, and
   * all else is a {@code string}. Lines with another number of fields do not count.
   *
   * @throws IllegalArgumentException if there is no line, or a name comes twice
   */
  public static Schema inferCsv(List<String> lines, CsvOptions options) {
    return SchemaInference.csv(lines, options);
  }

  /**
   * The schema of the groups of {@code pattern} in {@code lines}: the names are those of the named
   * groups, or {@code _c0, _c1, ...} if none has a name; the types as in {@link #inferCsv}. Lines
   * that do not match do not count.
   *
   * @throws IllegalArgumentException if the pattern has no group, or some have a name and some not
   */
  public static Schema inferRegex(List<String> lines, Pattern pattern) {
    return SchemaInference.regex(lines, pattern);
  }
}
