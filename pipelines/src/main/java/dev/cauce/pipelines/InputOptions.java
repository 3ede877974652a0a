package dev.cauce.pipelines;

import dev.cauce.expr.Uses;
import dev.cauce.row.CsvOptions;
import dev.cauce.row.EventTime;
import dev.cauce.row.RowFormat;
import dev.cauce.row.Schemas;
import dev.cauce.row.TimeFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.Schema.TypeName;
import org.jspecify.annotations.Nullable;

/**
 * The options that say what the rows of a flow are: their format, their columns, their event time.
 */
final class InputOptions {
  static final FlowOption FORMAT =
      FlowOption.text(
          "format",
          "FORMAT",
          "What a line is: json, csv, or regex:PATTERN, whose groups are the columns.",
          "json");
  static final FlowOption SCHEMA =
      FlowOption.text(
          "schema",
          "COLUMNS",
          "The columns of a line: \"host string, bytes bigint, at timestamp\". Without it they are"
              + " inferred from the first lines of the files, or for other sources taken from the"
              + " question.",
          "");
  static final FlowOption HEADER =
      FlowOption.flag("header", "With csv: a line of the columns' names is no row.");
  static final FlowOption DELIMITER =
      FlowOption.text(
          "delimiter",
          "C",
          "With csv: what stands between values; tab for a tab. Default: a comma.",
          "");
  static final List<FlowOption> ALL = List.of(FORMAT, SCHEMA, HEADER, DELIMITER);

  private static final String ISO = "iso-8601";

  private final FlowSettings settings;
  private final Uses uses;
  private final List<String> problems;
  private final String kind;
  private @Nullable Pattern pattern;
  private CsvOptions csv = CsvOptions.DEFAULT;
  private boolean isAsked;

  /**
   * Input rows, as far as they can be understood.
   *
   * @param format how a line becomes a row
   * @param eventTime for the sources; null for their own
   * @param timeColumn the column that is the event time to the microsecond; null if none is
   * @param note what the user should know; null for nothing
   */
  record Input(
      RowFormat format,
      @Nullable EventTime eventTime,
      @Nullable String timeColumn,
      @Nullable String note) {
    Schema schema() {
      return format.schema();
    }
  }

  private InputOptions(FlowSettings settings, Uses uses, List<String> problems) {
    this.settings = settings;
    this.uses = uses;
    this.problems = problems;
    String format = settings.value(FORMAT);
    this.kind = format.startsWith("regex:") ? "regex" : format;
  }

  /** Reads the options; null if something is wrong, which is among {@code problems} then. */
  static @Nullable Input read(FlowSettings settings, Uses uses, List<String> problems) {
    int before = problems.size();
    InputOptions options = new InputOptions(settings, uses, problems);
    options.format();
    if (problems.size() > before) {
      return null;
    }
    try {
      return options.input();
    } catch (IllegalArgumentException refused) {
      problems.add(String.valueOf(refused.getMessage()));
      return null;
    }
  }

  private void format() {
    String format = settings.value(FORMAT);
    switch (kind) {
      case "json" -> {}
      case "csv" -> csv();
      case "regex" -> regex(format.substring("regex:".length()));
      default ->
          problems.add(
              "--format \"" + format + "\" is not a format: use json, csv or regex:PATTERN.");
    }
    if (!kind.equals("csv") && settings.isSet(HEADER)) {
      problems.add("--header belongs to --format csv: leave it out.");
    }
    if (!kind.equals("csv") && settings.isSet(DELIMITER)) {
      problems.add("--delimiter belongs to --format csv: leave it out.");
    }
  }

  private void csv() {
    String delimiter = settings.isSet(DELIMITER) ? settings.value(DELIMITER) : ",";
    String plain = delimiter.equals("tab") || delimiter.equals("\\t") ? "\t" : delimiter;
    if (plain.length() != 1 || plain.charAt(0) > 127 || plain.equals("\"")) {
      problems.add(
          "--delimiter \"" + delimiter + "\" is not a delimiter: use one ASCII character, or tab.");
      return;
    }
    csv = CsvOptions.DEFAULT.withDelimiter(plain.charAt(0));
    if (settings.isSet(HEADER)) {
      csv = csv.withHeader();
    }
  }

  private void regex(String text) {
    try {
      pattern = Pattern.compile(text);
      if (pattern.matcher("").groupCount() == 0) {
        problems.add(
            "--format \"regex:" + text + "\" has no group: put the columns as (?<name>...).");
      }
    } catch (PatternSyntaxException bad) {
      problems.add(
          "--format \"regex:"
              + text
              + "\" is not a regular expression: "
              + bad.getDescription()
              + " at character "
              + (bad.getIndex() + 1)
              + ".");
    }
  }

  private Input input() {
    String place = settings.table().eventTime();
    int colon = place == null ? -1 : place.indexOf(':');
    String field = place == null || colon < 0 ? place : place.substring(0, colon);
    String written = place == null || colon < 0 ? null : place.substring(colon + 1);
    boolean plain = written == null || written.equals(ISO);
    boolean declared = settings.isSet(SCHEMA);
    Schema found = declared ? declared() : found(field);
    if (field != null && !isThere(field, found, declared)) {
      problems.add(
          "--event-time \""
              + field
              + "\": there is no such column; there are "
              + String.join(", ", found.getFieldNames())
              + ".");
      field = null;
    }
    Schema schema = field != null && !declared && plain ? timed(found, field) : found;
    String note =
        isAsked
            ? "The columns of a line, taken from the question: "
                + ColumnTexts.of(schema)
                + ". Give others with --schema."
            : null;
    RowFormat format = rows(schema);
    if (field == null) {
      return new Input(format, null, null, note);
    }
    boolean isTime =
        plain
            && schema.hasField(field)
            && schema.getField(field).getType().withNullable(false).equals(Schemas.TIMESTAMP);
    EventTime eventTime = eventTime(field, schema, written);
    return new Input(format, eventTime, isTime ? field : null, note);
  }

  private boolean isThere(String field, Schema schema, boolean declared) {
    return schema.hasField(field) || kind.equals("json") && (declared || field.contains("."));
  }

  private Schema declared() {
    try {
      return Schemas.parse(settings.value(SCHEMA));
    } catch (IllegalArgumentException bad) {
      throw new IllegalArgumentException("--schema: " + bad.getMessage(), bad);
    }
  }

  /** The columns of the first lines; where nobody can look at them, those of the question. */
  private Schema found(@Nullable String eventTime) {
    List<String> sample = settings.sample().get();
    if (sample.isEmpty()) {
      Schema asked = AskedColumns.of(uses.columns(), kind, pattern, eventTime);
      isAsked = asked.getFieldCount() > 0;
      return asked;
    }
    try {
      return switch (kind) {
        case "json" -> Schemas.inferJson(sample);
        case "csv" -> Schemas.inferCsv(sample, csv);
        default -> Schemas.inferRegex(sample, Objects.requireNonNull(pattern));
      };
    } catch (IllegalArgumentException none) {
      throw new IllegalArgumentException(
          "--schema is missing, and cannot be inferred: " + none.getMessage(), none);
    }
  }

  /** The event time of columns that nobody declared is a timestamp if its values may be one. */
  private Schema timed(Schema schema, String field) {
    Schema.Builder timed = Schema.builder();
    for (Schema.Field column : schema.getFields()) {
      FieldType type = column.getType();
      boolean may =
          type.getTypeName() == TypeName.STRING
              || type.withNullable(false).equals(Schemas.DATE)
              || kind.equals("json")
                  && (type.getTypeName() == TypeName.INT64
                      || type.getTypeName() == TypeName.DOUBLE);
      timed.addField(
          column.getName().equals(field) && may
              ? Schema.Field.nullable(field, Schemas.TIMESTAMP)
              : column);
    }
    return timed.build();
  }

  private RowFormat rows(Schema schema) {
    try {
      return switch (kind) {
        case "json" -> RowFormat.json(schema);
        case "csv" -> RowFormat.csv(schema, csv);
        default -> RowFormat.regex(Objects.requireNonNull(pattern), schema);
      };
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException("--schema: " + refused.getMessage(), refused);
    }
  }

  private EventTime eventTime(String field, Schema schema, @Nullable String written) {
    try {
      EventTime time = eventTime(field, schema);
      return written == null ? time : time.as(TimeFormat.parse(written));
    } catch (IllegalArgumentException bad) {
      problems.add("--event-time: " + bad.getMessage() + ".");
      return EventTime.arrival(); // it does not run
    }
  }

  private EventTime eventTime(String field, Schema schema) {
    if (kind.equals("json")) {
      return EventTime.json(field);
    }
    if (kind.equals("csv")) {
      EventTime time = EventTime.csv(field, schema.getFieldNames(), csv.delimiter());
      return csv.header() ? time.passingHeader(field) : time;
    }
    Pattern groups = Objects.requireNonNull(pattern);
    String named = "(?<" + field + ">";
    return groups.pattern().contains(named)
        ? EventTime.regex(Pattern.compile(groups.pattern().replace(named, "(?<time>")))
        : EventTime.regex(groups, schema.indexOf(field) + 1);
  }
}
