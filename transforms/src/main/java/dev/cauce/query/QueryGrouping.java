package dev.cauce.query;

import dev.cauce.expr.Aggregate;
import dev.cauce.expr.Expr;
import dev.cauce.expr.RowKeyCoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Takes elements apart for a {@link Step.Group}: rows, filtered and selected, under their keys. All
 * that may fail is done before a row is aggregated, so a row counts in all aggregates or in none.
 */
final class QueryGrouping<A> extends RowGrouping<A> {
  static final String GAP = "session gap";

  private final Counter untimed = Metrics.counter("cauce", "numRowsWithoutEventTime");
  private final Step.Group group;
  private final Schema visible;
  private final boolean extended;
  private final int time;
  private final Schema keySchema;
  private final Coder<Row> keyCoder;
  private final List<Expr> arguments;
  private final Schema argumentSchema;

  /** The gap of the session that a row begins; null if it is not the row that says it. */
  private final @Nullable Expr gap;

  private transient @Nullable Buffer buffer;

  QueryGrouping(RowReader<A> reader, RowSteps steps, Step.Group group) {
    super(reader, steps);
    this.group = group;
    this.visible = WindowColumn.visible(steps.output());
    this.time = group.time() == null ? -1 : visible.indexOf(group.time());
    this.keySchema = GroupSchema.keys(group.keys(), group.sets().size() > 1);
    this.keyCoder = RowKeyCoder.of(keySchema);
    this.arguments = new ArrayList<>();
    Schema.Builder schema = Schema.builder();
    for (Aggregate aggregate : group.aggregates()) {
      for (Expr argument : aggregate.arguments()) {
        schema.addField(name(arguments.size()), argument.type().withNullable(true));
        arguments.add(argument);
      }
    }
    Expr gap = null;
    Windowing windowing = group.windowing();
    if (windowing != null && windowing.gap() != null) {
      gap = Expr.parse(windowing.gap(), visible);
      schema.addNullableField(GAP, FieldType.INT64);
    }
    this.gap = gap;
    this.argumentSchema = schema.build();
    this.extended = visible != steps.output() && usesWindow(steps.output());
  }

  /** Whether anything speaks of {@code window}, which the rows do not have themselves. */
  private boolean usesWindow(Schema rows) {
    return time >= rows.getFieldCount()
        || gap != null && WindowColumn.isIn(gap.columns())
        || arguments.stream().anyMatch(argument -> WindowColumn.isIn(argument.columns()))
        || group.keys().stream().anyMatch(key -> WindowColumn.isIn(key.expr().columns()));
  }

  private static String name(int argument) {
    return "a" + argument;
  }

  /** The aggregates, over the columns in which this grouping puts their arguments. */
  List<Aggregate> aggregates() {
    List<Aggregate> bound = new ArrayList<>();
    int next = 0;
    for (Aggregate aggregate : group.aggregates()) {
      List<Expr> columns = new ArrayList<>();
      for (int i = 0; i < aggregate.arguments().size(); i++) {
        columns.add(Expr.parse(name(next++), argumentSchema));
      }
      bound.add(
          new Aggregate(aggregate.function(), columns, aggregate.distinct(), aggregate.name()));
    }
    return bound;
  }

  @Override
  void add(Row selected, long rowMicros, Rows<Row> rows) {
    Row row = extended ? WindowColumn.extend(selected, visible) : selected;
    long micros = rowMicros;
    if (time >= 0) {
      Long known = WindowColumn.micros(row.getValue(time));
      if (known != null) {
        micros = group.atTime() && row.getValue(time) instanceof Row ? known + 1 : known;
      } else if (group.windowing() != null) {
        untimed.inc();
        return;
      }
    }
    List<@Nullable Object> inputs = new ArrayList<>(arguments.size());
    for (Expr argument : arguments) {
      inputs.add(argument.eval(row));
    }
    if (gap != null) {
      Object text = gap.eval(row);
      inputs.add(text == null ? null : Gaps.parse(text.toString()).getMillis()); // read once a row
    }
    List<@Nullable Object> keys = new ArrayList<>(group.keys().size());
    for (Expr.Named key : group.keys()) {
      keys.add(key.expr().eval(row));
    }
    Row input = Row.withSchema(argumentSchema).attachValues(inputs);
    if (group.sets().size() == 1) {
      add(keys, micros, input, rows);
      return;
    }
    for (int number = 0; number < group.sets().size(); number++) {
      List<@Nullable Object> some = new ArrayList<>();
      for (int key = 0; key < keys.size(); key++) {
        some.add(group.sets().get(number).contains(key) ? keys.get(key) : null);
      }
      some.add(number);
      add(some, micros, input, rows);
    }
  }

  private void add(List<@Nullable Object> keys, long micros, Row input, Rows<Row> rows) {
    Buffer bytes = buffer == null ? new Buffer() : buffer;
    buffer = bytes;
    bytes.reset();
    try {
      keyCoder.encode(Row.withSchema(keySchema).attachValues(keys), bytes, Coder.Context.OUTER);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the key of a row", e);
    }
    rows.add(bytes.array(), 0, bytes.size(), micros, input);
  }

  @Override
  public Coder<Row> keyCoder(CoderRegistry registry) {
    return keyCoder;
  }

  @Override
  public Coder<Row> inputCoder(CoderRegistry registry, Coder<A> elements) {
    return RowCoder.of(argumentSchema);
  }

  /** The gap of the session that a row of arguments begins; null if it has none. */
  static org.joda.time.@Nullable Duration gap(Row arguments) {
    Long millis = arguments.getInt64(GAP);
    return millis == null ? null : org.joda.time.Duration.millis(millis);
  }

  /** Whether {@code type} may say a gap. */
  static boolean isGap(FieldType type) {
    return type.getTypeName() == Schema.TypeName.STRING;
  }

  private static final class Buffer extends ByteArrayOutputStream {
    byte[] array() {
      return buf;
    }
  }
}
