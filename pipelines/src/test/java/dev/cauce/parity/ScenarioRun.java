package dev.cauce.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cauce.query.Query;
import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import dev.cauce.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Plays a scenario's steps into a query of ours. Step {@code i} adds its rows at second {@code 6
 * i}; the tables tick each second; after two of them, in which all of them have seen the rows, the
 * watermark goes to the largest event time that Spark had seen (its own watermark, and the delay
 * that it has taken off).
 */
final class ScenarioRun {
  /** Which rows were not late. */
  interface Survivors {
    boolean has(Row row, JsonNode step);
  }

  static final Duration TICK = Duration.standardSeconds(1);
  static final Duration STEP = Duration.standardSeconds(6);

  private final Scenario scenario;
  private final boolean clock;

  /**
   * @param clock whether the runner lets a test set the clock; if not, the ticks are left out
   */
  ScenarioRun(Scenario scenario, boolean clock) {
    this.scenario = scenario;
    this.clock = clock;
  }

  PCollection<TableUpdate> apply(Pipeline p) {
    List<JsonNode> ops = new ArrayList<>(scenario.ops());
    List<List<Row>> rowsOf = new ArrayList<>();
    scenario.inputs().forEach(input -> rowsOf.add(new ArrayList<>()));
    PCollection<KV<Integer, Integer>> numbers = p.apply("Input", play(rowsOf));
    PCollection<Row> rows = read(number -> input(numbers, number, rowsOf), ops);
    Query query = ScenarioQuery.of(ops, rows.getSchema());
    return rows.apply("Query", query.ofRows(Query.Settings.of(mode(), TICK)));
  }

  /** The query over rows that come from elsewhere, by the number of the input. */
  PCollection<TableUpdate> applyTo(IntFunction<PCollection<Row>> input, Query.Settings settings) {
    List<JsonNode> ops = new ArrayList<>(scenario.ops());
    PCollection<Row> rows = read(input, ops);
    return rows.apply("Query", ScenarioQuery.of(ops, rows.getSchema()).ofRows(settings));
  }

  /**
   * The same query over the rows that were not late, all there from the start: its table in each
   * mode that it can have over an input that ends.
   */
  Map<OutputMode, PCollection<TableUpdate>> applyBounded(Pipeline p, Survivors survivors) {
    List<JsonNode> ops = new ArrayList<>(scenario.ops());
    List<List<Row>> rowsOf = new ArrayList<>();
    scenario.inputs().forEach(input -> rowsOf.add(new ArrayList<>()));
    List<TimestampedValue<KV<Integer, Integer>>> all = new ArrayList<>();
    for (JsonNode step : scenario.steps()) {
      all.addAll(added(step, rowsOf, survivors));
    }
    PCollection<KV<Integer, Integer>> numbers =
        p.apply(
            "Input",
            Create.timestamped(all).withCoder(KvCoder.of(VarIntCoder.of(), VarIntCoder.of())));
    PCollection<Row> rows = read(number -> input(numbers, number, rowsOf), ops);
    Query query = ScenarioQuery.of(ops, rows.getSchema());
    Map<OutputMode, PCollection<TableUpdate>> tables = new TreeMap<>();
    for (OutputMode each : OutputMode.values()) {
      if (query.check(each, true).isEmpty()) {
        tables.put(each, rows.apply("In " + each, query.ofRows(Query.Settings.of(each, TICK))));
      }
    }
    return tables;
  }

  OutputMode mode() {
    return OutputMode.valueOf(scenario.mode().toUpperCase(Locale.ROOT));
  }

  /** The rows of all inputs; takes the operators that it does itself off {@code ops}. */
  private PCollection<Row> read(IntFunction<PCollection<Row>> input, List<JsonNode> ops) {
    List<String> inputs = scenario.inputs();
    PCollection<Row> first = input.apply(0);
    if (inputs.size() > 1) {
      List<JsonNode> before = new ArrayList<>();
      JsonNode union = ops.remove(0);
      while (!ops.isEmpty() && !union.path("op").asText().equals("union")) {
        before.add(union);
        union = ops.remove(0);
      }
      if (!union.path("op").asText().equals("union")) {
        throw new ScenarioQuery.NotCoveredException("several inputs without a union");
      }
      List<JsonNode> with = new ArrayList<>();
      union.path("withOps").forEach(with::add);
      // The watermark is that of all inputs, so it is said of what they are together.
      with.removeIf(op -> op.path("op").asText().equals("withWatermark"));
      before.stream()
          .filter(op -> op.path("op").asText().equals("withWatermark"))
          .forEach(op -> ops.add(0, op));
      before.removeIf(op -> op.path("op").asText().equals("withWatermark"));
      first = selected("Ops of the first", first, before);
      Schema schema = first.getSchema();
      int number = inputs.indexOf(union.path("with").asText());
      PCollection<Row> other =
          selected("Ops of the other", input.apply(number), with)
              .apply(
                  "By name",
                  MapElements.into(TypeDescriptor.of(Row.class)).via(row -> byName(row, schema)))
              .setRowSchema(schema);
      return PCollectionList.of(first).and(other).apply("Union", Flatten.pCollections());
    }
    if (!ops.isEmpty() && ops.get(0).path("op").asText().equals("splitWords")) {
      return words(first, ops.remove(0));
    }
    return first;
  }

  private static PCollection<Row> selected(String name, PCollection<Row> rows, List<JsonNode> ops) {
    if (ops.isEmpty()) {
      return rows;
    }
    try {
      return rows.apply(name, ScenarioQuery.of(ops, rows.getSchema()).rowsToRows());
    } catch (IllegalArgumentException notStateless) {
      throw new ScenarioQuery.NotCoveredException("union of a table");
    }
  }

  private PCollection<Row> input(
      PCollection<KV<Integer, Integer>> all, int number, List<List<Row>> rowsOf) {
    List<Row> rows = List.copyOf(rowsOf.get(number));
    return all.apply(
            "Rows of input " + number,
            FlatMapElements.into(TypeDescriptor.of(Row.class))
                .via(kv -> kv.getKey() == number ? List.of(rows.get(kv.getValue())) : List.of()))
        .setRowSchema(scenario.inputSchema(scenario.inputs().get(number)));
  }

  /** The column of the event time; empty if there is none. */
  String timeColumn() {
    return scenario.ops().stream()
        .filter(op -> op.path("op").asText().equals("withWatermark"))
        .findFirst()
        .map(op -> op.path("column").asText())
        .orElse("");
  }

  private static Row byName(Row row, Schema schema) {
    Row.Builder builder = Row.withSchema(schema);
    schema.getFieldNames().forEach(name -> builder.addValue(row.getValue(name)));
    return builder.build();
  }

  private static PCollection<Row> words(PCollection<Row> rows, JsonNode op) {
    String column = op.path("column").asText();
    Schema words = Schema.builder().addNullableStringField(op.path("as").asText()).build();
    return rows.apply(
            "Lines",
            FlatMapElements.into(TypeDescriptor.of(Lines.class))
                .via(
                    row -> {
                      String line = row.getString(column);
                      return line == null
                          ? List.of() // no line, no words
                          : List.of(Lines.of("spark", new Instant(0), List.of(line)));
                    }))
        .setCoder(LinesCoder.of())
        .apply("Words", words(op))
        .apply(
            "Rows",
            MapElements.into(TypeDescriptor.of(Row.class))
                .via(word -> Row.withSchema(words).addValue(word).build()))
        .setRowSchema(words);
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

  /**
   * All inputs in one stream, by their number and that of the row: a pipeline has one TestStream.
   */
  private TestStream<KV<Integer, Integer>> play(List<List<Row>> rowsOf) {
    TestStream.Builder<KV<Integer, Integer>> stream =
        TestStream.create(KvCoder.of(VarIntCoder.of(), VarIntCoder.of()));
    Duration delay = delay();
    boolean lags = scenario.lags();
    Instant watermark = null;
    String previous = "";
    for (JsonNode step : scenario.steps()) {
      List<TimestampedValue<KV<Integer, Integer>>> rows = added(step, rowsOf, (row, at) -> true);
      if (!rows.isEmpty()) {
        @SuppressWarnings({"unchecked", "rawtypes"})
        TimestampedValue<KV<Integer, Integer>>[] more =
            rows.subList(1, rows.size()).toArray(new TimestampedValue[0]);
        stream = stream.addElements(rows.get(0), more);
      }
      stream = tick(tick(stream));
      String after = step.path("watermarkAfter").asText();
      String reached = lags ? previous : after;
      previous = after;
      if (!reached.isEmpty() && !timeColumn().isEmpty()) {
        Instant seen = new Instant(java.time.Instant.parse(reached).toEpochMilli()).plus(delay);
        boolean known = java.time.Instant.parse(reached).toEpochMilli() > 0;
        if (known && (watermark == null || seen.isAfter(watermark))) {
          watermark = seen;
          stream = stream.advanceWatermarkTo(seen);
        }
      }
      // One table tells another at its tick; a timer fires with the next change of the clock.
      stream = tick(tick(tick(tick(stream))));
    }
    // What comes at the end of the input is none of the last step's.
    stream = tick(tick(tick(tick(tick(tick(stream))))));
    return stream.advanceWatermarkToInfinity();
  }

  /** The rows that a step adds and {@code survivors} has, by input and number, at their times. */
  private List<TimestampedValue<KV<Integer, Integer>>> added(
      JsonNode step, List<List<Row>> rowsOf, Survivors survivors) {
    List<TimestampedValue<KV<Integer, Integer>>> rows = new ArrayList<>();
    String timeColumn = timeColumn();
    for (int input = 0; input < rowsOf.size(); input++) {
      for (Row row : scenario.added(step, scenario.inputs().get(input))) {
        java.time.Instant time =
            row.getSchema().hasField(timeColumn)
                    && row.getValue(timeColumn) instanceof java.time.Instant known
                ? known
                : java.time.Instant.EPOCH;
        if (survivors.has(row, step)) {
          rowsOf.get(input).add(row);
          rows.add(
              TimestampedValue.of(
                  KV.of(input, rowsOf.get(input).size() - 1), new Instant(time.toEpochMilli())));
        }
      }
    }
    return rows;
  }

  private <T> TestStream.Builder<T> tick(TestStream.Builder<T> stream) {
    return clock ? stream.advanceProcessingTime(TICK) : stream;
  }

  private Duration delay() {
    return scenario.ops().stream()
        .filter(op -> op.path("op").asText().equals("withWatermark"))
        .findFirst()
        .map(op -> ScenarioQuery.duration(Objects.requireNonNull(op.path("delay").asText())))
        .orElse(Duration.ZERO);
  }
}
