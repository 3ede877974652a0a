package dev.cauce.parse;

import dev.cauce.row.CsvOptions;
import dev.cauce.row.DeadLetter;
import dev.cauce.row.Lines;
import dev.cauce.row.RecordSchema;
import dev.cauce.row.RowFormat;
import dev.cauce.table.DeadLetters;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.SerializableFunctions;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;

/**
 * Makes records or {@link Row}s of lines of text.
 *
 * <pre>{@code
 * record LogLine(String service, int status, @Nullable Long bytes) {}
 *
 * PCollection<LogLine> lines =
 *     p.apply(DirectoryIO.read("/var/log/shop")).apply(Parse.json(LogLine.class));
 * }</pre>
 *
 * <p>Takes blocks of lines, or single lines after {@link #fromStrings}; bounded or unbounded. Each
 * line is one row or none, at once, in the order of its block, with the event time of its line. The
 * output has a schema; the components of a record are its columns, see {@link RecordSchema}. {@link
 * RowFormat} says what a line has to be.
 *
 * <p>A line that is no row goes to the dead letters, if there are any: see {@link
 * #withDeadLetters}. Otherwise it fails the bundle, with its reason, and so the pipeline, for no
 * row may be lost in silence. A record whose constructor throws an {@code IllegalArgumentException}
 * makes its line malformed as well. No state; nothing is counted here but by the dead letters.
 *
 * @param <I> blocks of lines, or single lines
 * @param <T> what they become
 */
public final class Parse<I, T> extends PTransform<PCollection<I>, PCollection<T>> {
  /** What rows become. */
  private record Target<T>(
      TypeDescriptor<T> type,
      SerializableFunction<T, Row> toRow,
      SerializableFunction<Row, T> fromRow) {}

  private static final Target<Row> ROWS =
      new Target<>(
          TypeDescriptors.rows(),
          SerializableFunctions.identity(),
          SerializableFunctions.identity());

  private final transient RowFormat format;
  private final transient Target<T> target;
  private final transient boolean strings;
  private final transient @Nullable DeadLetters deadLetters;

  private Parse(
      RowFormat format, Target<T> target, boolean strings, @Nullable DeadLetters deadLetters) {
    this.format = format;
    this.target = target;
    this.strings = strings;
    this.deadLetters = deadLetters;
  }

  /** Records of the class {@code type} from JSON objects, one a line: by the names of fields. */
  public static <T extends Record> Parse<Lines, T> json(Class<T> type) {
    return of(RowFormat.json(RecordSchema.of(type)), type);
  }

  /** Rows of the columns {@code schema} from JSON objects, one a line. */
  public static Parse<Lines, Row> json(Schema schema) {
    return of(RowFormat.json(schema));
  }

  /** Records of the class {@code type} from CSV: by the positions of fields. */
  public static <T extends Record> Parse<Lines, T> csv(Class<T> type) {
    return csv(type, CsvOptions.DEFAULT);
  }

  /** Records of the class {@code type} from CSV: by the positions of fields. */
  public static <T extends Record> Parse<Lines, T> csv(Class<T> type, CsvOptions options) {
    return of(RowFormat.csv(RecordSchema.of(type), options), type);
  }

  /** Rows of the columns {@code schema} from CSV. */
  public static Parse<Lines, Row> csv(Schema schema) {
    return csv(schema, CsvOptions.DEFAULT);
  }

  /** Rows of the columns {@code schema} from CSV. */
  public static Parse<Lines, Row> csv(Schema schema, CsvOptions options) {
    return of(RowFormat.csv(schema, options));
  }

  /** Records of the class {@code type} from the groups of {@code pattern}. */
  public static <T extends Record> Parse<Lines, T> regex(Pattern pattern, Class<T> type) {
    return of(RowFormat.regex(pattern, RecordSchema.of(type)), type);
  }

  /** Rows of the columns {@code schema} from the groups of {@code pattern}. */
  public static Parse<Lines, Row> regex(Pattern pattern, Schema schema) {
    return of(RowFormat.regex(pattern, schema));
  }

  /** Rows of any format. */
  public static Parse<Lines, Row> of(RowFormat format) {
    return new Parse<>(Objects.requireNonNull(format), ROWS, false, null);
  }

  private static <T extends Record> Parse<Lines, T> of(RowFormat format, Class<T> type) {
    TypeDescriptor<T> descriptor = TypeDescriptor.of(type);
    RecordSchema records = new RecordSchema();
    Target<T> target =
        new Target<>(
            descriptor, records.toRowFunction(descriptor), records.fromRowFunction(descriptor));
    return new Parse<>(format, target, false, null);
  }

  /** Like this one, but from single lines. A dead letter's origin is the name of their step. */
  public Parse<String, T> fromStrings() {
    return new Parse<>(format, target, true, deadLetters);
  }

  /**
   * Like this one, but lines that are no rows go to {@code deadLetters}: the line as text (bytes
   * that are not UTF-8 as U+FFFD), where it came from, and the reason. Default: none, they fail.
   */
  public Parse<I, T> withDeadLetters(DeadLetters deadLetters) {
    return new Parse<>(format, target, strings, Objects.requireNonNull(deadLetters));
  }

  @Override
  public PCollection<T> expand(PCollection<I> input) {
    TupleTag<T> rows = new TupleTag<>() {};
    TupleTag<DeadLetter> letters = new TupleTag<>() {};
    DeadLetters takers = deadLetters;
    PCollectionTuple output =
        input.apply(
            "Lines",
            ParDo.of(fn(input.getName(), rows, takers == null ? null : letters))
                .withOutputTags(
                    rows, takers == null ? TupleTagList.empty() : TupleTagList.of(letters)));
    if (takers != null) {
      takers.add(output.get(letters).setCoder(DeadLetter.DeadLetterCoder.of()));
    }
    return output
        .get(rows)
        .setSchema(format.schema(), target.type(), target.toRow(), target.fromRow());
  }

  @SuppressWarnings("unchecked") // only fromStrings makes it take strings
  private ParseFn<I, T> fn(
      String origin, TupleTag<T> rows, @Nullable TupleTag<DeadLetter> letters) {
    ParseFn<?, T> fn =
        strings
            ? new ParseFn.OfStrings<>(format, target.fromRow(), rows, letters, origin)
            : new ParseFn.OfLines<>(format, target.fromRow(), rows, letters);
    return (ParseFn<I, T>) fn;
  }
}
