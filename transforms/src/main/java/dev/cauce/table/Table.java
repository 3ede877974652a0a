package dev.cauce.table;

import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.PartitioningWindowFn;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
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
  /**
   * Fixed, so that a table can be rescaled: groups are kept by shard, and there are at most as many
   * workers as shards.
   */
  private static final int SHARDS = 32;

  /**
   * Over a bounded input there is nothing to rescale; each shard is merged by itself, in memory.
   */
  private static final int BOUNDED_SHARDS = 8;

  private final Way<A> way;
  private final Settings settings;

  private Table(Way<A> way, Settings settings) {
    this.way = way;
    this.settings = settings;
  }

  private record Settings(
      List<String> columns,
      WindowFn<?, ?> windowFn,
      Duration lateness,
      Duration every,
      OutputMode mode) {
    static final Settings DEFAULT =
        new Settings(
            List.of(),
            new GlobalWindows(),
            Duration.ZERO,
            Duration.standardSeconds(1),
            OutputMode.UPDATE);

    boolean windowed() {
      return !(windowFn instanceof GlobalWindows);
    }
  }

  /** How the elements become a table. */
  private interface Way<A> {
    PCollection<TableUpdate> expand(PCollection<A> input, Settings settings)
        throws CannotProvideCoderException, Coder.NonDeterministicException;
  }

  /** A table of {@code aggregate} by the keys that {@code grouping} finds in each element. */
  public static <A, K, I, V> Table<A, K, V> of(
      Grouping<A, K, I> grouping, CombineFn<I, ?, V> aggregate) {
    Objects.requireNonNull(grouping);
    Objects.requireNonNull(aggregate);
    return new Table<>(
        (input, settings) -> combine(input, grouping, aggregate, settings), Settings.DEFAULT);
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
          return combine(input, new KeyFunction<>(key, coder), aggregate, settings);
        },
        Settings.DEFAULT);
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
        (input, settings) -> aggregate(input, aggregation, settings), Settings.DEFAULT);
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
          return input.apply("Rows", new RowTicks(settings.every(), SHARDS));
        },
        Settings.DEFAULT);
  }

  /**
   * Names the columns: those of the key, then those of the aggregate. Default: {@code key}, {@code
   * key2}, ..., {@code value}, {@code value2}, ... A windowed table has {@code window_start} and
   * {@code window_end} before them, which are not named here.
   */
  public Table<A, K, V> columns(String... names) {
    return new Table<>(
        way,
        new Settings(
            List.of(names), settings.windowFn, settings.lateness, settings.every, settings.mode));
  }

  /**
   * Aggregates by event-time window as well as by key. The windows must not merge (fixed, sliding
   * or calendar windows). Default: none.
   */
  public Table<A, K, V> over(WindowFn<?, ?> windowFn) {
    return new Table<>(
        way,
        new Settings(
            settings.columns,
            Objects.requireNonNull(windowFn),
            settings.lateness,
            settings.every,
            settings.mode));
  }

  /** How long after its end a window still takes rows. Default: not at all. */
  public Table<A, K, V> withLateness(Duration lateness) {
    return new Table<>(
        way,
        new Settings(
            settings.columns,
            settings.windowFn,
            Objects.requireNonNull(lateness),
            settings.every,
            settings.mode));
  }

  /** How far apart ticks are; zero means as soon as possible. Default: one second. */
  public Table<A, K, V> every(Duration every) {
    return new Table<>(
        way,
        new Settings(
            settings.columns,
            settings.windowFn,
            settings.lateness,
            Objects.requireNonNull(every),
            settings.mode));
  }

  /** What a tick emits. Default: {@link OutputMode#UPDATE}. */
  public Table<A, K, V> emitting(OutputMode mode) {
    return new Table<>(
        way,
        new Settings(
            settings.columns,
            settings.windowFn,
            settings.lateness,
            settings.every,
            Objects.requireNonNull(mode)));
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

  private static void check(IsBounded bounded, Settings settings) {
    if (settings.mode == OutputMode.APPEND
        && !settings.windowed()
        && bounded == IsBounded.UNBOUNDED) {
      throw new IllegalArgumentException(
          "Append over an endless input never has a final row. Give the table a window with"
              + " over(...), or emit in update or complete mode.");
    }
    if (!settings.windowFn.isNonMerging()) {
      throw new IllegalArgumentException(
          "A table takes windows that do not merge, such as fixed and sliding ones; "
              + settings.windowFn
              + " merge.");
    }
  }

  private static <A, K, I, V, AccumT> PCollection<TableUpdate> combine(
      PCollection<A> input,
      Grouping<A, K, I> grouping,
      CombineFn<I, AccumT, V> aggregate,
      Settings settings)
      throws CannotProvideCoderException, Coder.NonDeterministicException {
    check(input.isBounded(), settings);
    CoderRegistry registry = input.getPipeline().getCoderRegistry();
    Coder<K> keyCoder = grouping.keyCoder(registry);
    keyCoder.verifyDeterministic();
    Coder<I> inputCoder = grouping.inputCoder(registry, input.getCoder());
    Coder<AccumT> accumulatorCoder = aggregate.getAccumulatorCoder(registry, inputCoder);
    Coder<V> valueCoder =
        isCount(aggregate)
            ? cast(VarLongCoder.of())
            : aggregate.getDefaultOutputCoder(registry, inputCoder);
    Accumulators.Factory<I, V> factory =
        isCount(aggregate)
            ? () -> cast(new Accumulators.Counts<I>())
            : () -> new Accumulators.Combined<>(aggregate, accumulatorCoder);
    Emitter<K, V> emitter =
        new Emitter<>(settings.mode, settings.windowed(), keyCoder, valueCoder, settings.columns);
    // A snapshot is made in one place anyway; kept in one place, it needs no second gathering.
    boolean bounded = input.isBounded() == IsBounded.BOUNDED;
    int shards = settings.mode == OutputMode.COMPLETE ? 1 : bounded ? BOUNDED_SHARDS : SHARDS;
    Windows windows = new Windows(settings.windowFn, settings.lateness);

    PCollection<KV<Integer, byte[]>> blocks =
        Windows.inGlobalWindow(input)
            .apply("Gather", ParDo.of(new GatherFn<>(grouping, factory, windows, shards)))
            .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
    PCollection<TableUpdate> updates =
        bounded
            ? blocks
                .apply("Shards", GroupByKey.create())
                .apply("Merge", ParDo.of(new MergeFn<>(settings.mode, factory, emitter)))
            : blocks.apply(
                "Keep",
                ParDo.of(new ShardFn<>(settings.mode, settings.every, windows, factory, emitter)));
    return updates.setCoder(TableUpdateCoder.of(emitter.schema()));
  }

  private static <A, K, V> PCollection<TableUpdate> aggregate(
      PCollection<A> input,
      PTransform<? super PCollection<A>, PCollection<KV<K, V>>> aggregation,
      Settings settings)
      throws CannotProvideCoderException, Coder.NonDeterministicException {
    check(input.isBounded(), settings);
    if (settings.windowed() && !(settings.windowFn instanceof PartitioningWindowFn)) {
      throw new IllegalArgumentException(
          "A table of a transform takes windows of which a row is in one only; for "
              + settings.windowFn
              + " give it a CombineFn.");
    }
    @SuppressWarnings("unchecked") // a window function that never looks at the element takes any
    WindowFn<? super A, ?> windowFn = (WindowFn<? super A, ?>) settings.windowFn;
    PCollection<A> windowed = input.apply("Window", Window.into(windowFn));
    PCollection<KV<K, V>> panes =
        (input.isBounded() == IsBounded.BOUNDED
                ? windowed
                : windowed.apply(
                    "Trigger", settings.mode.windowing(settings.every, settings.lateness)))
            .apply("Aggregate", aggregation);
    if (!(panes.getCoder() instanceof KvCoder<K, V> coder)) {
      throw new IllegalArgumentException(
          "The aggregation must give pairs with a KvCoder, not " + panes.getCoder() + ".");
    }
    if (settings.mode == OutputMode.APPEND && input.isBounded() == IsBounded.UNBOUNDED) {
      return PaneRows.append(panes, coder, settings.columns, settings.every, SHARDS);
    }
    PCollection<KV<K, KV<Long, V>>> stamped =
        panes
            .apply("Stamp", ParDo.of(new PaneOrder.StampFn<K, V>()))
            .setCoder(
                KvCoder.of(
                    coder.getKeyCoder(), KvCoder.of(VarLongCoder.of(), coder.getValueCoder())));
    return combine(
        stamped,
        new KeyFunction<KV<K, KV<Long, V>>, K>(KV::getKey, coder.getKeyCoder()),
        new PaneOrder.LastFn<K, V>(coder.getValueCoder()),
        settings);
  }

  private static boolean isCount(CombineFn<?, ?, ?> aggregate) {
    return aggregate.getClass() == Count.combineFn().getClass();
  }

  @SuppressWarnings("unchecked") // a count's value is a long: see isCount
  private static <T> T cast(Object object) {
    return (T) object;
  }
}
