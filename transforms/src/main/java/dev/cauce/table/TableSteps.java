package dev.cauce.table;

import dev.cauce.row.CompactRowCoder;
import dev.cauce.row.DeadLetter;
import dev.cauce.row.LinesCoder;
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
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.PartitioningWindowFn;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.jspecify.annotations.Nullable;

/** The steps of each kind of {@link Table}. */
final class TableSteps {
  /**
   * Fixed, so that a table can be rescaled: groups are kept by shard, and there are at most as many
   * workers as shards.
   */
  static final int SHARDS = 32;

  /**
   * Over a bounded input there is nothing to rescale; each shard is merged by itself, in memory.
   */
  static final int BOUNDED_SHARDS = 8;

  private TableSteps() {}

  private static void check(IsBounded bounded, TableSettings settings) {
    if (settings.mode() == OutputMode.APPEND
        && !settings.ends()
        && bounded == IsBounded.UNBOUNDED) {
      throw new IllegalArgumentException(
          "Append over an endless input never has a final row. Give the table a window with"
              + " over(...), or emit in update or complete mode.");
    }
    if (!settings.windowFn().isNonMerging() && settings.rule() == null) {
      throw new IllegalArgumentException(
          "Of the windows that merge a table takes Sessions and SessionGap, not "
              + settings.windowFn()
              + ".");
    }
  }

  static <A, K, I, V, AccumT> PCollection<TableUpdate> combine(
      PCollection<A> input,
      Grouping<A, K, I> grouping,
      CombineFn<I, AccumT, V> aggregate,
      TableSettings settings)
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
        new Emitter<>(settings.mode(), windowColumns, keyCoder, valueCoder, settings.columns());
    Shards<I, ?> shards =
        rule != null
            ? Shards.ofStretches(rule, aggregate, accumulatorCoder, emitter)
            : Shards.ofGroups(
                isCount(aggregate)
                    ? keys -> cast(new Accumulators.Counts<I>(keys))
                    : keys -> new Accumulators.Combined<>(aggregate, accumulatorCoder),
                emitter);
    return gatherAndKeep(input, grouping, shards, emitter.schema(), settings);
  }

  static <K, I, V, AccumT> PCollection<TableUpdate> snapshots(
      PCollection<TableUpdate> input,
      Grouping<TableUpdate, K, I> grouping,
      CombineFn<I, AccumT, V> aggregate,
      TableSettings settings)
      throws CannotProvideCoderException, Coder.NonDeterministicException {
    if (settings.mode() == OutputMode.APPEND || settings.rule() != null) {
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
            settings.columns());
    return input.apply(
        "Snapshots",
        new Snapshots<>(
            grouping,
            keys -> new Accumulators.Combined<>(aggregate, accumulatorCoder),
            new Windows(settings.windowFn(), settings.lateness()),
            settings.mode(),
            emitter));
  }

  static <A, K> PCollection<TableUpdate> firstRows(
      PCollection<A> input,
      Grouping<A, K, Row> grouping,
      Schema schema,
      StretchRule.First rule,
      TableSettings settings)
      throws Coder.NonDeterministicException, CannotProvideCoderException {
    grouping.keyCoder(input.getPipeline().getCoderRegistry()).verifyDeterministic();
    Coder<Row> coder = RowCoder.of(schema);
    Emitter<@Nullable Void, Row> emitter =
        new Emitter<>(
            settings.mode(),
            Emitter.WindowColumns.NONE,
            VoidCoder.of(),
            coder,
            schema.getFieldNames());
    Shards<Row, Row> shards =
        cast(
            Shards.ofStretches(
                rule, new FirstFn(schema), cast(CompactRowCoder.of(schema)), cast(emitter)));
    return gatherAndKeep(input, grouping, shards, emitter.schema(), settings);
  }

  /** The steps of a table: gather by bundle, hand to the shards, keep, emit. */
  private static <A, K, I, V> PCollection<TableUpdate> gatherAndKeep(
      PCollection<A> input,
      Grouping<A, K, I> grouping,
      Shards<I, V> shards,
      Schema schema,
      TableSettings settings) {
    // A snapshot is made in one place anyway; kept in one place, it needs no second gathering.
    boolean bounded = input.isBounded() == IsBounded.BOUNDED;
    int number = settings.mode() == OutputMode.COMPLETE ? 1 : bounded ? BOUNDED_SHARDS : SHARDS;
    WindowFn<?, ?> windowFn =
        shards.windowsThemselves() ? new GlobalWindows() : settings.windowFn();
    Windows windows = new Windows(windowFn, settings.lateness());
    Shape shape =
        new Shape(
            settings.mode(),
            settings.every(),
            TableInputs.isCheckpointed(input),
            windows,
            settings.late() != null);

    boolean atOnce = settings.every().getMillis() == 0;
    // Rows of an append wait for the watermark, which goes on when a bundle ends.
    boolean saysWhatFollows =
        !bounded && settings.mode() != OutputMode.APPEND && input.getCoder() instanceof LinesCoder;

    TupleTag<KV<Integer, byte[]>> blocksTag = new TupleTag<>("blocks");
    TupleTag<DeadLetter> deadTag = new TupleTag<>("dead letters");
    PCollectionTuple gathered =
        TableInputs.inGlobalWindow(input)
            .apply(
                "Gather",
                ParDo.of(
                        new GatherFn<>(
                            grouping,
                            shards.factory(),
                            windows,
                            number,
                            bounded,
                            saysWhatFollows && atOnce,
                            saysWhatFollows && !atOnce && shape.onArrival(),
                            settings.deadLetters() != null,
                            blocksTag,
                            deadTag))
                    .withOutputTags(blocksTag, others(deadTag, settings.deadLetters())));
    addTo(settings.deadLetters(), gathered, deadTag);
    PCollection<KV<Integer, byte[]>> blocks =
        gathered.get(blocksTag).setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
    TableUpdateCoder coder = TableUpdateCoder.of(schema);
    if (bounded) {
      return blocks.apply("Merge", ParDo.of(shards.merging(settings.mode()))).setCoder(coder);
    }
    TupleTag<TableUpdate> updatesTag = new TupleTag<>("updates");
    TupleTag<DeadLetter> lateTag = new TupleTag<>("late");
    PCollectionTuple kept =
        blocks.apply(
            "Keep",
            ParDo.of(shards.keeping(shape, updatesTag, lateTag))
                .withOutputTags(updatesTag, others(lateTag, settings.late())));
    addTo(settings.late(), kept, lateTag);
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

  static <A, K, V> PCollection<TableUpdate> aggregate(
      PCollection<A> input,
      PTransform<? super PCollection<A>, PCollection<KV<K, V>>> aggregation,
      TableSettings settings)
      throws CannotProvideCoderException, Coder.NonDeterministicException {
    check(input.isBounded(), settings);
    if (settings.atEventTime()) {
      throw new IllegalArgumentException(
          "A table of a transform cannot tell the time in its key; give it a CombineFn.");
    }
    if (settings.windowed() && !(settings.windowFn() instanceof PartitioningWindowFn)) {
      throw new IllegalArgumentException(
          "A table of a transform takes windows of which a row is in one only; for "
              + settings.windowFn()
              + " give it a CombineFn.");
    }
    @SuppressWarnings("unchecked") // a window function that never looks at the element takes any
    WindowFn<? super A, ?> windowFn = (WindowFn<? super A, ?>) settings.windowFn();
    PCollection<A> windowed = input.apply("Window", Window.into(windowFn));
    PCollection<KV<K, V>> panes =
        (input.isBounded() == IsBounded.BOUNDED
                ? windowed
                : windowed.apply(
                    "Trigger", settings.mode().windowing(settings.every(), settings.lateness())))
            .apply("Aggregate", aggregation);
    if (!(panes.getCoder() instanceof KvCoder<K, V> coder)) {
      throw new IllegalArgumentException(
          "The aggregation must give pairs with a KvCoder, not " + panes.getCoder() + ".");
    }
    if (settings.mode() == OutputMode.APPEND && input.isBounded() == IsBounded.UNBOUNDED) {
      return PaneRows.append(panes, coder, settings.columns(), settings.every(), SHARDS);
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
