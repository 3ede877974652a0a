package dev.cauce.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Table;
import dev.cauce.table.TableUpdate;
import dev.cauce.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Plays a scenario's steps into a table of ours: step {@code i} adds its rows at second {@code 2
 * i}, and the table ticks at {@code 2 i + 1}. Steps without rows are ticks without rows.
 */
final class ScenarioPipeline {
  static final Duration TICK = Duration.standardSeconds(1);
  static final Duration STEP = Duration.standardSeconds(2);

  private final Scenario scenario;

  ScenarioPipeline(Scenario scenario) {
    this.scenario = scenario;
  }

  PCollection<TableUpdate> apply(Pipeline p) {
    List<JsonNode> ops = new ArrayList<>(scenario.ops());
    ops.removeIf(op -> List.of("withWatermark", "orderBy").contains(name(op)));
    String query = String.join(" ", ops.stream().map(ScenarioPipeline::name).toList());
    return switch (query) {
      case "splitWords groupBy" -> wordCount(p, ops.get(0), ops.get(1));
      case "groupBy" -> aggregate(p, ops.get(0));
      case "select" -> select(p, ops.get(0));
      default -> throw new IllegalArgumentException(scenario + " asks for " + query);
    };
  }

  private static String name(JsonNode op) {
    return op.path("op").asText();
  }

  private OutputMode mode() {
    return OutputMode.valueOf(scenario.mode().toUpperCase(Locale.ROOT));
  }

  private PCollection<TableUpdate> wordCount(Pipeline p, JsonNode split, JsonNode groupBy) {
    String column = split.path("column").asText();
    TestStream<Lines> lines =
        play(
            LinesCoder.of(),
            rows ->
                rows.stream()
                    .map(row -> row.getString(column))
                    .flatMap(Stream::ofNullable) // no line, no words
                    .map(line -> Lines.of("spark", new Instant(0), List.of(line)))
                    .toList());
    return p.apply("Input", lines)
        .apply(
            "Table",
            Table.of(words(split).grouping(), Count.combineFn())
                .columns(split.path("as").asText(), groupBy.at("/aggs/0/as").asText())
                .every(TICK)
                .emitting(mode()));
  }

  private static Words words(JsonNode split) {
    String pattern = split.path("pattern").asText();
    boolean keepTrailing = split.path("rule").asText().equals("spark-sql-split");
    Words words =
        pattern.equals(" ") && keepTrailing
            ? Words.spaces()
            : Words.splitBy(Pattern.compile(pattern), keepTrailing);
    return split.path("lower").asBoolean() ? words.lowerCase() : words;
  }

  private PCollection<TableUpdate> aggregate(Pipeline p, JsonNode groupBy) {
    Schema input = scenario.inputSchema();
    List<String> names = new ArrayList<>();
    Schema.Builder keySchema = Schema.builder();
    for (JsonNode key : groupBy.path("keys")) {
      names.add(key.asText());
      keySchema.addField(input.getField(key.asText()));
    }
    Schema keys = keySchema.build();
    List<CombineFn<Row, ?, ?>> fns = new ArrayList<>();
    for (JsonNode agg : groupBy.path("aggs")) {
      String column = agg.path("column").asText();
      names.add(agg.path("as").asText());
      fns.add(
          column.equals("*")
              ? Count.combineFn()
              : SqlFn.of(agg.path("fn").asText(), column, input.getField(column).getType()));
    }
    @SuppressWarnings({"unchecked", "rawtypes"})
    CombineFn<Row, ?, ?> together = Table.together(fns.toArray(new CombineFn[0]));
    Table<Row, Row, ?> table =
        Table.of(RowCoder.of(keys), (Row row) -> project(row, keys), together)
            .columns(names.toArray(new String[0]))
            .every(TICK)
            .emitting(mode());
    JsonNode window = groupBy.path("window");
    if (!window.isMissingNode()) {
      if (!window.path("type").asText().equals("tumbling")) {
        throw new IllegalArgumentException(scenario + " asks for the window " + window);
      }
      table = table.over(FixedWindows.of(duration(window.path("size").asText())));
    }
    return p.apply("Input", rows()).setRowSchema(input).apply("Table", table);
  }

  private static Row project(Row row, Schema schema) {
    Row.Builder builder = Row.withSchema(schema);
    schema.getFieldNames().forEach(name -> builder.addValue(row.getValue(name)));
    return builder.build();
  }

  private PCollection<TableUpdate> select(Pipeline p, JsonNode select) {
    Schema input = scenario.inputSchema();
    List<String> asked = new ArrayList<>();
    select.path("exprs").forEach(expr -> asked.add(expr.asText()));
    if (!asked.equals(input.getFieldNames())) {
      throw new IllegalArgumentException(scenario + " asks for the columns " + asked);
    }
    return p.apply("Input", rows())
        .setRowSchema(input)
        .apply("Table", Table.ofRows().every(TICK).emitting(mode()));
  }

  private TestStream<Row> rows() {
    return play(RowCoder.of(scenario.inputSchema()), rows -> rows);
  }

  /** The rows of a step as elements. */
  private interface Elements<T> {
    List<T> of(List<Row> rows);
  }

  private <T> TestStream<T> play(Coder<T> coder, Elements<T> elements) {
    String eventTime = scenario.json().path("query").path("eventTime").asText();
    TestStream.Builder<T> stream = TestStream.create(coder);
    Instant watermark = new Instant(0);
    for (JsonNode step : scenario.steps()) {
      List<Row> rows = scenario.added(step);
      List<T> added = elements.of(rows);
      List<TimestampedValue<T>> stamped = new ArrayList<>();
      for (int i = 0; i < added.size(); i++) {
        Instant time =
            eventTime.isEmpty()
                ? new Instant(0)
                : new Instant(
                    rows.get(i)
                        .getLogicalTypeValue(eventTime, java.time.Instant.class)
                        .toEpochMilli());
        stamped.add(TimestampedValue.of(added.get(i), time));
      }
      if (!stamped.isEmpty()) {
        @SuppressWarnings({"unchecked", "rawtypes"})
        TimestampedValue<T>[] more =
            stamped.subList(1, stamped.size()).toArray(new TimestampedValue[0]);
        stream = stream.addElements(stamped.get(0), more);
      }
      stream = stream.advanceProcessingTime(TICK).advanceProcessingTime(STEP.minus(TICK));
      String after = step.path("watermarkAfter").asText();
      if (!after.isEmpty() && Instant.parse(after).isAfter(watermark)) {
        watermark = Instant.parse(after);
        stream = stream.advanceWatermarkTo(watermark);
      }
    }
    return stream.advanceWatermarkToInfinity();
  }

  private static Duration duration(String spark) {
    String[] parts = spark.split(" ", 2);
    long number = Long.parseLong(parts[0]);
    return switch (parts[1].replaceAll("s$", "")) {
      case "second" -> Duration.standardSeconds(number);
      case "minute" -> Duration.standardMinutes(number);
      case "hour" -> Duration.standardHours(number);
      case "day" -> Duration.standardDays(number);
      default -> throw new IllegalArgumentException("No duration: " + spark);
    };
  }
}
