package dev.cauce.query;

import dev.cauce.expr.Aggregate;
import dev.cauce.expr.Expr;
import dev.cauce.row.Lines;
import dev.cauce.row.RowFormat;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.Schema.TypeName;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of rows: steps, in the order in which they are given, by SQL expressions in Spark's
 * dialect.
 *
 * <pre>{@code
 * Query.of(schema).eventTime("ts", standardSeconds(30))
 *     .where("status >= 500")
 *     .groupBy(Windowing.tumbling(standardMinutes(1)), List.of("service"), "count, avg(ms) as ms")
 *     .where("count > 10")
 * }</pre>
 *
 * <p>Immutable. Every step is checked against the columns before it when it is added; whether all
 * of them together can work in a mode, {@link #check} tells. As a transform it takes rows or lines,
 * bounded or unbounded, and gives the {@link TableUpdate}s of the last table; guarantees, order and
 * state are those of {@link dev.cauce.table.Table}.
 *
 * <p>After an aggregation with windows the columns {@code window_start} and {@code window_end} come
 * first, and expressions may also say {@code window}, {@code window.start} and {@code window.end}.
 */
public final class Query {
  private static final Pattern WINDOW_TIME =
      Pattern.compile("window_time\\(\\s*(\\w+)\\s*\\)", Pattern.CASE_INSENSITIVE);

  private final Schema input;
  private final List<Step> steps;
  private final Schema columns;
  private final @Nullable String eventTime;
  private final Duration lateness;

  /** The columns that tell the event time of a row: the window of a table, or what was selected. */
  private final Set<String> times;

  private Query(
      Schema input,
      List<Step> steps,
      Schema columns,
      @Nullable String eventTime,
      Duration lateness,
      Set<String> times) {
    this.input = input;
    this.steps = steps;
    this.columns = columns;
    this.eventTime = eventTime;
    this.lateness = lateness;
    this.times = times;
  }

  /** All rows of the columns {@code schema}. */
  public static Query of(Schema schema) {
    return new Query(schema, List.of(), schema, null, Duration.ZERO, Set.of());
  }

  /** The columns of what comes out so far; {@code window} may be used besides. */
  public Schema columns() {
    return columns;
  }

  /** The columns that an expression may use: those that come out, and {@code window}. */
  public Schema expressionColumns() {
    return WindowColumn.visible(columns);
  }

  List<Step> steps() {
    return steps;
  }

  Schema input() {
    return input;
  }

  @Nullable String eventTime() {
    return eventTime;
  }

  /** How long after its end a window still takes rows. */
  public Duration lateness() {
    return lateness;
  }

  private Query then(Step step, Schema columns, Set<String> times) {
    List<Step> more = new ArrayList<>(steps);
    more.add(step);
    return new Query(input, List.copyOf(more), columns, eventTime, lateness, times);
  }

  /**
   * Says which column is the event time, and how long after its end a window still takes rows.
   *
   * @throws IllegalArgumentException if there is no such column, it is no timestamp, {@code
   *     lateness} is negative, or the event time is known already
   */
  public Query eventTime(String column, Duration lateness) {
    if (eventTime != null) {
      throw new IllegalArgumentException(
          "The event time is \"" + eventTime + "\" already: give it once.");
    }
    if (lateness.getMillis() < 0) {
      throw new IllegalArgumentException(
          "A lateness of " + Windowing.text(lateness) + " is less than nothing: use 0s or more.");
    }
    require(column);
    if (!isTime(columns.getField(column).getType())) {
      throw new IllegalArgumentException(
          "\""
              + column
              + "\" is no event time: it is "
              + columns.getField(column).getType().getTypeName().name().toLowerCase(Locale.ROOT)
              + ", and must be a timestamp.");
    }
    return new Query(input, steps, columns, column, lateness, Set.of(column));
  }

  /** Rows that came at their event time, whatever their columns say. */
  public Query arriving(Duration lateness) {
    return new Query(input, steps, columns, null, lateness, times);
  }

  /** Only rows for which {@code condition} is true; after an aggregation what SQL calls having. */
  public Query where(String condition) {
    Expr expr = Expr.parse(condition, expressionColumns());
    if (expr.type().getTypeName() != TypeName.BOOLEAN) {
      throw new IllegalArgumentException(
          "\"" + condition + "\" is no condition: it is not true or false.");
    }
    return then(new Step.Where(expr), columns, times);
  }

  /** Other columns: expressions, each with a name behind {@code as} or the name it has. */
  public Query select(List<String> expressions) {
    Schema visible = expressionColumns();
    List<Expr.Named> named = new ArrayList<>();
    Schema.Builder output = Schema.builder();
    Set<String> kept = new LinkedHashSet<>();
    for (String expression : expressions) {
      Expr.Named column = Expr.parseNamed(expression, visible);
      named.add(column);
      FieldType type = column.expr().type(); // of what explodes, that of an element
      Schema.Field field = Schema.Field.of(column.name(), type);
      output.addField(isKey(column.expr().text()) ? TableUpdate.keyColumn(field) : field);
      if (isTimeExpression(column.expr().text())) {
        kept.add(column.name());
      }
    }
    Schema schema = output.build();
    return then(new Step.Select(List.copyOf(named), schema), schema, Set.copyOf(kept));
  }

  private boolean isKey(String text) {
    return columns.hasField(text)
        && TableUpdate.keyColumns(columns).contains(columns.indexOf(text));
  }

  private boolean isTimeExpression(String text) {
    Matcher windowTime = WINDOW_TIME.matcher(text);
    return times.contains(text) || windowTime.matches() && times.contains(windowTime.group(1));
  }

  /** Aggregates by key: as {@link #groupBy(Windowing, List, List)}, the aggregates as one text. */
  public Query groupBy(@Nullable Windowing windowing, List<String> keys, String aggregates) {
    return groupBy(windowing, keys, Aggregate.parseAll(aggregates, expressionColumns()));
  }

  /**
   * Aggregates by key and window.
   *
   * @param windowing null for none
   * @param keys expressions, each with a name behind {@code as} or the name it has; none for one
   *     group of all rows
   */
  public Query groupBy(
      @Nullable Windowing windowing, List<String> keys, List<Aggregate> aggregates) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      all.add(i);
    }
    return group(windowing, keys, List.of(all), aggregates);
  }

  /** Aggregates by all keys, by all but the last, and so on to none. */
  public Query rollup(
      @Nullable Windowing windowing, List<String> keys, List<Aggregate> aggregates) {
    return group(windowing, keys, GroupingSets.rollup(keys.size()), aggregates);
  }

  /** Aggregates by every set of the keys. */
  public Query cube(@Nullable Windowing windowing, List<String> keys, List<Aggregate> aggregates) {
    return group(windowing, keys, GroupingSets.cube(keys.size()), aggregates);
  }

  private Query group(
      @Nullable Windowing windowing,
      List<String> keys,
      List<List<Integer>> sets,
      List<Aggregate> aggregates) {
    Schema visible = expressionColumns();
    List<Expr.Named> named = new ArrayList<>();
    String timeKey = null;
    for (String key : keys) {
      Expr.Named column = Expr.parseNamed(key, visible);
      named.add(column);
      if (windowing == null && isTimeExpression(column.expr().text())) {
        timeKey = column.expr().text();
      }
    }
    String time = eventTime != null && columns.hasField(eventTime) ? eventTime : null;
    Set<String> kept = new LinkedHashSet<>();
    if (windowing != null) {
      if (windowing.column() != null) {
        time = windowing.column();
        if (!visible.hasField(time) || !isTime(visible.getField(time).getType())) {
          throw new IllegalArgumentException(
              "\"" + time + "\" is no column of a time; windows need one.");
        }
      }
      if (time == null || times.contains(time)) {
        kept.add(WindowColumn.NAME);
        kept.add(WindowColumn.SESSION);
      }
    } else if (timeKey != null) {
      time = timeKey;
      kept.add(timeKey);
    }
    Schema output = GroupSchema.of(windowing, named, sets.size() > 1, aggregates);
    Step step =
        new Step.Group(
            windowing, named, sets, aggregates, time, windowing == null && timeKey != null, output);
    return then(step, output, Set.copyOf(kept));
  }

  /** The first row of each set of values of {@code columns}; of all columns if there are none. */
  public Query distinct(List<String> distinctColumns) {
    List<String> keys = distinctColumns.isEmpty() ? columns.getFieldNames() : distinctColumns;
    keys.forEach(this::require);
    String time = timeColumn();
    boolean inKey = time != null && keys.contains(time);
    return then(new Step.Distinct(List.copyOf(keys), null, time, inKey), columns, times);
  }

  /**
   * The first row of each set of values of {@code columns}, which are remembered for {@code time}.
   *
   * @throws IllegalArgumentException if there is no event time
   */
  public Query distinctWithin(List<String> distinctColumns, Duration time) {
    if (times.isEmpty()) {
      throw new IllegalArgumentException(
          "Distinct rows within a time need an event time: say which column it is.");
    }
    List<String> keys = distinctColumns.isEmpty() ? columns.getFieldNames() : distinctColumns;
    keys.forEach(this::require);
    return then(new Step.Distinct(List.copyOf(keys), time, timeColumn(), false), columns, times);
  }

  /** The column that comes out and tells a row's time; null if none does. */
  private @Nullable String timeColumn() {
    for (String time : times) {
      if (columns.hasField(time)) {
        return time;
      }
    }
    boolean windowed = times.contains(WindowColumn.NAME) && columns.hasField(WindowColumn.END);
    return windowed ? WindowColumn.END : null;
  }

  /** Orders the table: {@code count desc}, {@code word}, {@code hi desc nulls first}. */
  public Query orderBy(List<String> expressions) {
    Schema visible = expressionColumns();
    return then(
        new Step.OrderBy(expressions.stream().map(text -> Orders.parse(text, visible)).toList()),
        columns,
        times);
  }

  /** The first {@code rows} rows. */
  public Query limit(long rows) {
    if (rows < 0) {
      throw new IllegalArgumentException("A limit of " + rows + " is less than nothing.");
    }
    return then(new Step.Limit(rows), columns, times);
  }

  private void require(String column) {
    if (!columns.hasField(column)) {
      throw new IllegalArgumentException(
          "There is no column \"" + column + "\": there are " + columns.getFieldNames() + ".");
    }
  }

  static boolean isTime(FieldType type) {
    return type.getTypeName() == TypeName.DATETIME
        || type.getTypeName() == TypeName.LOGICAL_TYPE
            && Objects.requireNonNull(type.getLogicalType())
                .getIdentifier()
                .equals(SqlTypes.TIMESTAMP.getIdentifier())
        || WindowColumn.isWindow(type);
  }

  /** Whether the last table aggregates. */
  public boolean aggregates() {
    return steps.stream().anyMatch(Step.Group.class::isInstance);
  }

  /**
   * Why it cannot work in {@code mode}, each with what to do instead; empty if it can.
   *
   * @param bounded whether the input ends: then every mode writes the final table once, and nothing
   *     need be refused but what no table can do
   */
  public List<String> check(OutputMode mode, boolean bounded) {
    return Checks.of(this, mode, bounded);
  }

  /** What the table does with rows, state and time, for people: one fact a line. */
  public List<String> explain(OutputMode mode, boolean bounded) {
    return Explanation.of(this, mode, bounded);
  }

  /** As a transform of rows, whose schema must be that of the query. */
  public PTransform<PCollection<Row>, PCollection<TableUpdate>> ofRows(Settings settings) {
    return new QueryTransform<>(this, new PlainRows(input), settings);
  }

  /**
   * As a plain transform from rows to rows, each with its event time: of a query that only filters
   * and selects.
   *
   * @throws IllegalArgumentException if it has any other step
   */
  public PTransform<PCollection<Row>, PCollection<Row>> rowsToRows() {
    for (Step step : steps) {
      if (!(step instanceof Step.Where || step instanceof Step.Select)) {
        throw new IllegalArgumentException(
            "Only a query that filters and selects gives rows; one that aggregates, tells rows apart"
                + " or counts them off gives a table.");
      }
    }
    return new SelectRows(new RowSteps(input, steps));
  }

  /** As a transform of lines, each of which is a row in {@code format}. */
  public PTransform<PCollection<Lines>, PCollection<TableUpdate>> ofLines(
      RowFormat format, Settings settings) {
    return new QueryTransform<>(this, new LineRows(format), settings);
  }

  /**
   * As a transform of a table that is there already, whose columns must be those of the query:
   * filters, selections, an order and a limit, applied to each update. Row by row in any mode; an
   * order or a limit are right only if the table is in complete mode, or bounded.
   *
   * @throws IllegalStateException if it aggregates, or asks for distinct rows
   */
  public PTransform<PCollection<TableUpdate>, PCollection<TableUpdate>> ofTable() {
    if (steps.stream().anyMatch(s -> s instanceof Step.Group || s instanceof Step.Distinct)) {
      throw new IllegalStateException("Only rows of a table can be finished");
    }
    return new Finishing(input, steps, null);
  }

  /**
   * How a query runs.
   *
   * @param mode what leaves its last table
   * @param every how often that reports
   * @param deadLetters for rows that cannot be read, or of which an expression fails; null to fail
   * @param late for rows that are late; null to count them only
   */
  public record Settings(
      OutputMode mode,
      Duration every,
      @Nullable DeadLetters deadLetters,
      @Nullable DeadLetters late) {
    /** In {@code mode}, once in {@code every}, without dead letters. */
    public static Settings of(OutputMode mode, Duration every) {
      return new Settings(mode, every, null, null);
    }
  }
}
