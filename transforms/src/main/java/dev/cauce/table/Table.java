package dev.cauce.table;

import dev.cauce.row.DeadLetter;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.PartitioningWindowFn;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
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
      boolean atEventTime,
      Duration lateness,
      Duration every,
      OutputMode mode,
      @Nullable DeadLetters deadLetters,
      @Nullable DeadLetters late) {
    static final Settings DEFAULT =
        new Settings(
            List.of(),
            new GlobalWindows(),
            false,
            Duration.ZERO,
            Duration.standardSeconds(1),
            OutputMode.UPDATE,
            null,
            null);

    boolean windowed() {
      return !(windowFn instanceof GlobalWindows);
    }

    /** Whether a group is final at some time. */
    boolean ends() {
      return windowed() || atEventTime;
    }

    /** What is kept of each key, if it is more than one group. */
    @Nullable StretchRule rule() {
      if (windowFn instanceof SessionGap<?> sessions) {
        return new StretchRule.Session(sessions.gap());
      }
      if (windowFn instanceof Sessions sessions) {
        Duration gap = sessions.getGapDuration();
        return new StretchRule.Session(input -> gap);
      }
      return atEventTime ? new StretchRule.AtTime() : null;
    }

    Settings withColumns(List<String> columns) {
      return new Settings(columns, windowFn, atEventTime, lateness, every, mode, deadLetters, late);
    }

    Settings withWindowFn(WindowFn<?, ?> windowFn) {
      return new Settings(columns, windowFn, atEventTime, lateness, every, mode, deadLetters, late);
    }

    Settings withAtEventTime() {
      return new Settings(columns, windowFn, true, lateness, every, mode, deadLetters, late);
    }

    Settings withLateness(Duration lateness) {
      return new Settings(columns, windowFn, atEventTime, lateness, every, mode, deadLetters, late);
    }

    Settings withEvery(Duration every) {
      return new Settings(columns, windowFn, atEventTime, lateness, every, mode, deadLetters, late);
    }

    Settings withMode(OutputMode mode) {
      return new Settings(columns, windowFn, atEventTime, lateness, every, mode, deadLetters, late);
    }

    Settings withDeadLetters(DeadLetters deadLetters) {
      return new Settings(columns, windowFn, atEventTime, lateness, every, mode, deadLetters, late);
    }

    Settings withLate(DeadLetters late) {
      return new Settings(columns, windowFn, atEventTime, lateness, every, mode, deadLetters, late);
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
   * A table of another table: {@code aggregate} of the rows of each of its snapshots, which are the
   * elements. In complete mode a snapshot gives a snapshot; in update mode it gives the rows that
   * are not as they were in the one before, and those that are gone as {@linkplain
   * TableUpdate#removed() removed}. Unbounded only; append is refused. Holds the last table.
   */
  public static <K, I, V> Table<TableUpdate, K, V> ofSnapshots(
      Grouping<TableUpdate, K, I> grouping, CombineFn<I, ?, V> aggregate) {
    return new Table<>(
        (input, settings) -> snapshots(input, grouping, aggregate, settings), Settings.DEFAULT);
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
          if (settings.mode == OutputMode.COMPLETE) {
            throw new IllegalArgumentException(
                "Complete mode of first rows would write all that ever came again and again. Use"
                    + " append, or aggregate the rows.");
          }
          return firstRows(
              input, grouping, schema, remember.rule(), settings.withMode(OutputMode.APPEND));
        },
        Settings.DEFAULT.withMode(OutputMode.APPEND));
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

  /** How far apart ticks are; zero means as soon as possible. Default: one second. */
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

  private static void check(IsBounded bounded, Settings settings) {
    if (settings.mode == OutputMode.APPEND && !settings.ends() && bounded == IsBounded.UNBOUNDED) {
      throw new IllegalArgumentException(
          "Append over an endless input never has a final row. Give the table a window with"
              + " over(...), or emit in update or complete mode.");
    }
    if (!settings.windowFn.isNonMerging() && settings.rule() == null) {
      throw new IllegalArgumentException(
          "Of the windows that merge a table takes Sessions and SessionGap, not "
              + settings.windowFn
              + ".");
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
    StretchRule rule = settings.rule();
    Emitter.WindowColumns windowColumns =
        rule instanceof StretchRule.Session
            ? Emitter.WindowColumns.OF_SESSIONS
            : settings.windowed() ? Emitter.WindowColumns.OF_WINDOWS : Emitter.WindowColumns.NONE;
    Emitter<K, V> emitter =
        new Emitter<>(settings.mode, windowColumns, keyCoder, valueCoder, settings.columns);
    Shards<I, ?> shards =
        rule != null
            ? Shards.ofStretches(rule, aggregate, accumulatorCoder, emitter)
            : Shards.ofGroups(
                isCount(aggregate)
                    ? () -> cast(new Accumulators.Counts<I>())
                    : () -> new Accumulators.Combined<>(aggregate, accumulatorCoder),
                emitter);
    return gatherAndKeep(input, grouping, shards, emitter.schema(), settings);
  }

  private static <K, I, V, AccumT> PCollection<TableUpdate> snapshots(
      PCollection<TableUpdate> input,
      Grouping<TableUpdate, K, I> grouping,
      CombineFn<I, AccumT, V> aggregate,
      Settings settings)
      throws CannotProvideCoderException, Coder.NonDeterministicException {
    if (settings.mode == OutputMode.APPEND || settings.rule() != null) {
      throw new IllegalArgumentException(
          "A table of snapshots has no final rows and no sessions: use update or complete mode,"
              + " and windows that do not merge.");
    }
    CoderRegistry registry = input.getPipeline().getCoderRegistry();
    Coder<I> inputCoder = grouping.inputCoder(registry, input.getCoder());
    Coder<AccumT> accumulatorCoder = aggregate.getAccumulatorCoder(registry, inputCoder);
    Emitter<K, V> emitter =
        new Emitter<>(
            OutputMode.COMPLETE,
            settings.windowed() ? Emitter.WindowColumns.OF_WINDOWS : Emitter.WindowColumns.NONE,
            grouping.keyCoder(registry),
            aggregate.getDefaultOutputCoder(registry, inputCoder),
            settings.columns);
    return input.apply(
        "Snapshots",
        new Snapshots<>(
            grouping,
            () -> new Accumulators.Combined<>(aggregate, accumulatorCoder),
            new Windows(settings.windowFn, settings.lateness),
            settings.mode,
            emitter));
  }

  private static <A, K> PCollection<TableUpdate> firstRows(
      PCollection<A> input,
      Grouping<A, K, Row> grouping,
      Schema schema,
      StretchRule.First rule,
      Settings settings)
      throws Coder.NonDeterministicException, CannotProvideCoderException {
    grouping.keyCoder(input.getPipeline().getCoderRegistry()).verifyDeterministic();
    Coder<Row> coder = RowCoder.of(schema);
    Emitter<@Nullable Void, Row> emitter =
        new Emitter<>(
            settings.mode,
            Emitter.WindowColumns.NONE,
            VoidCoder.of(),
            coder,
            schema.getFieldNames());
    Shards<Row, Row> shards =
        cast(Shards.ofStretches(rule, new FirstFn(schema), cast(coder), cast(emitter)));
    return gatherAndKeep(input, grouping, shards, emitter.schema(), settings);
  }

  /** The steps of a table: gather by bundle, hand to the shards, keep, emit. */
  private static <A, K, I, V> PCollection<TableUpdate> gatherAndKeep(
      PCollection<A> input,
      Grouping<A, K, I> grouping,
      Shards<I, V> shards,
      Schema schema,
      Settings settings) {
    // A snapshot is made in one place anyway; kept in one place, it needs no second gathering.
    boolean bounded = input.isBounded() == IsBounded.BOUNDED;
    int number = settings.mode == OutputMode.COMPLETE ? 1 : bounded ? BOUNDED_SHARDS : SHARDS;
    WindowFn<?, ?> windowFn = shards.windowsThemselves() ? new GlobalWindows() : settings.windowFn;
    Windows windows = new Windows(windowFn, settings.lateness);
    Shape shape = new Shape(settings.mode, settings.every, windows, settings.late != null);

    TupleTag<KV<Integer, byte[]>> blocksTag = new TupleTag<>("blocks");
    TupleTag<DeadLetter> deadTag = new TupleTag<>("dead letters");
    PCollectionTuple gathered =
        Windows.inGlobalWindow(input)
            .apply(
                "Gather",
                ParDo.of(
                        new GatherFn<>(
                            grouping,
                            shards.factory(),
                            windows,
                            number,
                            settings.deadLetters != null,
                            blocksTag,
                            deadTag))
                    .withOutputTags(blocksTag, others(deadTag, settings.deadLetters)));
    addTo(settings.deadLetters, gathered, deadTag);
    PCollection<KV<Integer, byte[]>> blocks =
        gathered.get(blocksTag).setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
    TableUpdateCoder coder = TableUpdateCoder.of(schema);
    if (bounded) {
      return blocks
          .apply("Shards", GroupByKey.create())
          .apply("Merge", ParDo.of(shards.merging(settings.mode)))
          .setCoder(coder);
    }
    TupleTag<TableUpdate> updatesTag = new TupleTag<>("updates");
    TupleTag<DeadLetter> lateTag = new TupleTag<>("late");
    PCollectionTuple kept =
        blocks.apply(
            "Keep",
            ParDo.of(shards.keeping(shape, lateTag))
                .withOutputTags(updatesTag, others(lateTag, settings.late)));
    addTo(settings.late, kept, lateTag);
    return kept.get(updatesTag).setCoder(coder);
  }

  /** An output that nobody wants is not made: the runners pay for each, at the start above all. */
  private static TupleTagList others(TupleTag<DeadLetter> tag, @Nullable DeadLetters deadLetters) {
    return deadLetters == null ? TupleTagList.empty() : TupleTagList.of(tag);
  }

  private static void addTo(
      @Nullable DeadLetters deadLetters, PCollectionTuple outputs, TupleTag<DeadLetter> tag) {
    if (deadLetters != null) {
      deadLetters.add(outputs.get(tag).setCoder(DeadLetter.DeadLetterCoder.of()));
    }
  }

  private static <A, K, V> PCollection<TableUpdate> aggregate(
      PCollection<A> input,
      PTransform<? super PCollection<A>, PCollection<KV<K, V>>> aggregation,
      Settings settings)
      throws CannotProvideCoderException, Coder.NonDeterministicException {
    check(input.isBounded(), settings);
    if (settings.atEventTime) {
      throw new IllegalArgumentException(
          "A table of a transform cannot tell the time in its key; give it a CombineFn.");
    }
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
