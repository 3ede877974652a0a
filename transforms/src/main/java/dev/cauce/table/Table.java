package dev.cauce.table;

import dev.cauce.row.Lines;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates rows by key into a result table, and emits what is news in it as {@link TableUpdate}s:
 * how often by {@link #every}, and what counts as news by {@link #emitting}.
 *
 * <pre>{@code
 * lines.apply(Table.of(Words.letters().grouping(), Count.combineFn())
 *     .columns("word", "count")
 *     .every(standardSeconds(1)).emitting(OutputMode.UPDATE))
 * }</pre>
 *
 * <p><b>In</b>: any elements, bounded or unbounded. <b>Out</b>: updates whose rows have the columns
 * of the key, marked as such, and of the aggregate, in the global window.
 *
 * <p><b>Over a bounded input</b> each mode emits the final table once; complete as a single update,
 * the others as one or more. <b>Over an unbounded input</b> it ticks at whole multiples of {@code
 * every}, by the clock; a tick in which nothing changed emits nothing, and the end of the input is
 * a last tick. For rows that are not late the final table is the same in all modes, on every
 * runner, bounded or not.
 *
 * <p><b>Order</b>: the updates of one key are emitted in the order of their versions; versions go
 * on rising over restarts. Updates of one tick may come from several shards, in any order.
 *
 * <p><b>State</b>, unbounded only: one accumulator a group and window, until the watermark has
 * passed the window's end plus {@link #withLateness lateness} (without windows, and in complete
 * mode: for ever), and what arrived since the last tick. It lives in the runner's state, so it is
 * as safe over a failure as the runner's checkpoints make it. A complete table is kept by a single
 * worker and each snapshot is one element: it must fit in memory.
 *
 * <p>An element that cannot be taken apart fails its bundle; nothing is dropped but late rows,
 * which are counted as {@code numRowsDroppedByWatermark}.
 *
 * @param <A> the elements that come in
 * @param <K> the key of a group
 * @param <V> the aggregate of a group
 */
public final class Table<A, K, V> extends PTransform<PCollection<A>, PCollection<TableUpdate>> {

  private final Way<A> way;
  private final TableSettings settings;

  private Table(Way<A> way, TableSettings settings) {
    this.way = way;
    this.settings = settings;
  }

  /** How the elements become a table. */
  private interface Way<A> {
    PCollection<TableUpdate> expand(PCollection<A> input, TableSettings settings)
        throws CannotProvideCoderException, Coder.NonDeterministicException;
  }

  /** A table of {@code aggregate} by the keys that {@code grouping} finds in each element. */
  public static <A, K, I, V> Table<A, K, V> of(
      Grouping<A, K, I> grouping, CombineFn<I, ?, V> aggregate) {
    Objects.requireNonNull(grouping);
    Objects.requireNonNull(aggregate);
    return new Table<>(
        (input, settings) -> TableSteps.combine(input, grouping, aggregate, settings),
        TableSettings.DEFAULT);
  }

  /**
   * A table of {@code aggregate} by {@code key}. Keys need a deterministic coder; a key with a
   * schema becomes a column a field.
   */
  public static <A, K, V> Table<A, K, V> of(
      TypeDescriptor<K> keyType, SerializableFunction<A, K> key, CombineFn<A, ?, V> aggregate) {
    Objects.requireNonNull(keyType);
    Objects.requireNonNull(key);
    return new Table<>(
        (input, settings) -> {
          Coder<K> coder = input.getPipeline().getCoderRegistry().getCoder(keyType);
          return TableSteps.combine(input, new KeyFunction<>(key, coder), aggregate, settings);
        },
        TableSettings.DEFAULT);
  }

  /**
   * A table of {@code aggregate} by {@code key}, which is written by {@code keyCoder}: for keys
   * that have no type of their own, such as a {@code Row}.
   */
  public static <A, K, V> Table<A, K, V> of(
      Coder<K> keyCoder, SerializableFunction<A, K> key, CombineFn<A, ?, V> aggregate) {
    return of(new KeyFunction<>(key, keyCoder), aggregate);
  }

  /** A table of one row: the aggregate of all elements. */
  public static <A, V> Table<A, @Nullable Void, V> ofAll(CombineFn<A, ?, V> aggregate) {
    return of(VoidCoder.of(), (A element) -> null, aggregate);
  }

  /** Several aggregates of the same elements, a column or more for each. */
  @SafeVarargs
  public static <A> CombineFn<A, ?, List<@Nullable Object>> together(
      CombineFn<A, ?, ?>... aggregates) {
    return new TogetherFn<A>(List.of(aggregates));
  }

  /**
   * A table of any keyed aggregation, run the plain Beam way: with {@link OutputMode#windowing}
   * before it. Gives the same tables as a {@code CombineFn} given to {@link #of(Grouping,
   * CombineFn)}, and costs more: each element, key and pane is an element of its own. What a tick
   * emits may be split over two.
   */
  public static <A, K, V> Table<A, K, V> of(
      PTransform<? super PCollection<A>, PCollection<KV<K, V>>> aggregation) {
    Objects.requireNonNull(aggregation);
    return new Table<>(
        (input, settings) -> TableSteps.aggregate(input, aggregation, settings),
        TableSettings.DEFAULT);
  }

  /**
   * A table of another table: {@code aggregate} of the rows of each of its snapshots, which are the
   * elements. In complete mode a snapshot gives a snapshot; in update mode it gives the rows that
   * are not as they were in the one before, and those that are gone as {@linkplain
   * TableUpdate#removed() removed}. Unbounded only; append is refused. Holds the last table.
   */
  public static <K, I, V> Table<TableUpdate, K, V> ofSnapshots(
      Grouping<TableUpdate, K, I> grouping, CombineFn<I, ?, V> aggregate) {
    return new Table<>(
        (input, settings) -> TableSteps.snapshots(input, grouping, aggregate, settings),
        TableSettings.DEFAULT);
  }

  /**
   * A table without an aggregation: every row is final as it comes. Its mode is append (update
   * means the same); complete is refused, it would have to keep all input.
   */
  public static Table<Row, @Nullable Void, @Nullable Void> ofRows() {
    return new Table<>(
        (input, settings) -> {
          if (settings.mode() == OutputMode.COMPLETE) {
            throw new IllegalArgumentException(
                "Complete mode without an aggregation would keep all input for ever. Use append, or"
                    + " aggregate the rows.");
          }
          return input.apply("Rows", new RowTicks(settings.every(), TableSteps.SHARDS));
        },
        TableSettings.DEFAULT);
  }

  /**
   * A table of the first row of each key: what {@code dropDuplicates} is in Spark. Rows are final
   * as they come, so its mode is append (update means the same; complete is refused). First is the
   * one that arrives first, in the order of the elements; over a bounded input that order is any.
   *
   * @param grouping gives the rows that are passed on, under the key that tells them apart
   * @param schema of the rows
   * @param remember for how long a key is remembered
   */
  public static <A, K> Table<A, K, Row> first(
      Grouping<A, K, Row> grouping, Schema schema, Remember remember) {
    Objects.requireNonNull(grouping);
    return new Table<>(
        (input, settings) -> {
          if (settings.mode() == OutputMode.COMPLETE) {
            throw new IllegalArgumentException(
                "Complete mode of first rows would write all that ever came again and again. Use"
                    + " append, or aggregate the rows.");
          }
          return TableSteps.firstRows(
              input, grouping, schema, remember.rule(), settings.withMode(OutputMode.APPEND));
        },
        TableSettings.DEFAULT.withMode(OutputMode.APPEND));
  }

  /**
   * Names the columns: those of the key, then those of the aggregate. Default: {@code key}, {@code
   * key2}, ..., {@code value}, {@code value2}, ... A windowed table has {@code window_start} and
   * {@code window_end} before them, which are not named here.
   */
  public Table<A, K, V> columns(String... names) {
    return new Table<>(way, settings.withColumns(List.of(names)));
  }

  /**
   * Aggregates by event-time window as well as by key: fixed, sliding or calendar windows, Beam's
   * {@code Sessions}, or {@link SessionGap} for sessions whose gap each row brings itself. Sessions
   * that touch are one, as in Spark. Default: none.
   *
   * <p>In update mode a session that grows has another {@code window_end} and so another key: the
   * row under its old key is among the {@linkplain TableUpdate#removed() removed} ones, as are
   * those of sessions that became part of another.
   */
  public Table<A, K, V> over(WindowFn<?, ?> windowFn) {
    return new Table<>(way, settings.withWindowFn(Objects.requireNonNull(windowFn)));
  }

  /**
   * Says that the key holds the event time itself, so that a group is final once the watermark has
   * passed it: a window of one instant, without columns of its own.
   */
  public Table<A, K, V> atEventTime() {
    return new Table<>(way, settings.withAtEventTime());
  }

  /** How long after its end a window still takes rows. Default: not at all. */
  public Table<A, K, V> withLateness(Duration lateness) {
    return new Table<>(way, settings.withLateness(Objects.requireNonNull(lateness)));
  }

  /**
   * How far apart ticks are. Default: one second. Zero means as soon as possible: when the rows of
   * a block of {@link Lines} are in the table and its source knows of no more ({@link
   * Lines#isFollowed}); as long as it does, they are gathered until the bundle ends. Of other
   * elements, at the end of each bundle.
   *
   * <p>In a run with checkpoints a bundle is a tick, however long the run makes it; or sources set
   * the pace, and then ticks are rarer while a source is behind: see {@link CheckpointOptions}.
   */
  public Table<A, K, V> every(Duration every) {
    return new Table<>(way, settings.withEvery(Objects.requireNonNull(every)));
  }

  /** What a tick emits. Default: {@link OutputMode#UPDATE}. */
  public Table<A, K, V> emitting(OutputMode mode) {
    return new Table<>(way, settings.withMode(Objects.requireNonNull(mode)));
  }

  /** Where rows go that the {@link Grouping} rejects. Default: such a row fails the pipeline. */
  public Table<A, K, V> withDeadLetters(DeadLetters deadLetters) {
    return new Table<>(way, settings.withDeadLetters(deadLetters));
  }

  /**
   * Where late rows go. Rows of one key and window that came together are aggregated before it is
   * known that they are late, so a dead letter has, as JSON, the row that the table would have had
   * of them alone. Default: late rows are only counted.
   */
  public Table<A, K, V> withLateRowsTo(DeadLetters deadLetters) {
    return new Table<>(way, settings.withLate(deadLetters));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the table cannot work: append of an aggregation without a
   *     window over an unbounded input, complete without an aggregation, merging windows, a key
   *     whose coder is not deterministic, or a number of column names that does not fit
   */
  @Override
  public PCollection<TableUpdate> expand(PCollection<A> input) {
    try {
      return way.expand(input, settings);
    } catch (CannotProvideCoderException | Coder.NonDeterministicException e) {
      throw new IllegalArgumentException("Cannot make the table: " + e.getMessage(), e);
    }
  }
}
