package dev.cauce.io;

import dev.cauce.io.BatchWriter.Batch;
import dev.cauce.io.BatchWriter.Place;
import dev.cauce.io.Spill.Piece;
import dev.cauce.io.Spill.PieceCoder;
import dev.cauce.io.Spill.SpillFn;
import dev.cauce.runners.RunOptions;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Prompt;
import dev.cauce.table.TableUpdate;
import dev.cauce.table.TableUpdateCoder;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;

/**
 * Gathers what leaves a table at one tick into one numbered batch and hands it to a {@link
 * BatchWriter}: on one worker, one batch after the other.
 *
 * <ul>
 *   <li>Bounded input is one batch, number 0; of snapshots, the one of the highest version. No
 *       input is no batch, unless {@link #evenIfEmpty}.
 *   <li>Unbounded, append and update: a tick may come as several updates, one for each shard. The
 *       first opens a batch, which is written {@link #GATHER} later with all that came meanwhile,
 *       or when the input ends.
 *   <li>Unbounded, complete: each snapshot is a batch, written at once; one whose version is not
 *       higher than the last one's is dropped.
 *   <li>Unbounded, with checkpoints, for a {@link CommitWriter}: what came between two of them, see
 *       {@link Commits}.
 * </ul>
 *
 * <p>Bounded input waits for its end on disk, if its rows only pass: see {@link Spill}.
 *
 * <p>State: the updates of the tick that is being gathered, the number of the next batch, the
 * version of the last snapshot, and what the writer keeps. The writer is called by the step that
 * owns the state, so no batch is encoded and sent on once more.
 */
final class Batches extends PTransform<PCollection<TableUpdate>, PDone> {
  /** Long enough for the shards' timers of one tick, short beside any trigger worth having. */
  static final Duration GATHER = Duration.millis(25);

  private final BatchWriter writer;
  private final boolean evenIfEmpty;

  private Batches(BatchWriter writer, boolean evenIfEmpty) {
    this.writer = writer;
    this.evenIfEmpty = evenIfEmpty;
  }

  /** Batches for {@code writer}. */
  static Batches to(BatchWriter writer) {
    return new Batches(writer, false);
  }

  /** Like this, but a bounded input without rows is one batch: the snapshot of an empty table. */
  Batches evenIfEmpty() {
    return new Batches(writer, true);
  }

  /**
   * The coder of a sink's input, which knows the columns.
   *
   * @throws IllegalArgumentException if the input does not come from a table
   */
  static TableUpdateCoder coder(PCollection<TableUpdate> input) {
    Coder<?> coder = input.getCoder();
    if (coder instanceof TableUpdateCoder known) {
      return known;
    }
    throw new IllegalArgumentException(
        "The sink does not know the columns of \""
            + input.getName()
            + "\", for its coder is a "
            + coder.getClass().getSimpleName()
            + ". Call setCoder(TableUpdateCoder.of(schema)) on it.");
  }

  @Override
  public PDone expand(PCollection<TableUpdate> input) {
    TableUpdateCoder coder = coder(input);
    boolean bounded = input.isBounded() == PCollection.IsBounded.BOUNDED;
    PCollection<TableUpdate> updates =
        input.getWindowingStrategy().equals(WindowingStrategy.globalDefault())
            ? input // as it leaves a table
            : input.apply(
                "OneWindow",
                // The input's own trigger could fire the grouping several times.
                Window.<TableUpdate>into(new GlobalWindows())
                    .triggering(DefaultTrigger.of())
                    .withAllowedLateness(Duration.ZERO)
                    .discardingFiredPanes());
    if (bounded && evenIfEmpty) {
      updates =
          PCollectionList.of(updates)
              .and(input.getPipeline().apply("Nothing", Create.of(NOTHING).withCoder(coder)))
              .apply("OrNothing", Flatten.pCollections());
    }
    if (!bounded && writer instanceof CommitWriter committing && Commits.areMade(input)) {
      return updates.apply("Commits", new Commits(committing, coder));
    }
    if (bounded) {
      updates
          .apply("Spill", ParDo.of(new SpillFn(coder)))
          .setCoder(KvCoder.of(VarIntCoder.of(), new PieceCoder(coder)))
          .apply("Gather", GroupByKey.create())
          .apply("Write", ParDo.of(new OnlyBatchFn(writer, coder)));
    } else {
      updates
          .apply("OneKey", WithKeys.of(0))
          .setCoder(KvCoder.of(VarIntCoder.of(), coder))
          .apply("Write", ParDo.of(new TickFn(writer, coder)));
    }
    return PDone.in(input.getPipeline());
  }

  /** Stands for no row at all: an append without rows, which no table sends. */
  private static final TableUpdate NOTHING =
      new TableUpdate(
          OutputMode.APPEND,
          BoundedWindow.TIMESTAMP_MIN_VALUE,
          BoundedWindow.TIMESTAMP_MAX_VALUE,
          0,
          List.of());

  private static boolean isNothing(TableUpdate update) {
    return update.mode() == OutputMode.APPEND && update.rows().isEmpty();
  }

  /** Counts what is written, under the names that all sinks share. */
  static final class Counters implements Serializable {
    private final Counter batches = Metrics.counter("cauce", "batches");
    private final Counter rows = Metrics.counter("cauce", "numOutputRows");

    void wrote(long written) {
      batches.inc();
      rows.inc(written);
    }
  }

  static final class OnlyBatchFn extends DoFn<KV<Integer, Iterable<Piece>>, Void> {
    private final BatchWriter writer;
    private final TableUpdateCoder coder;
    private final Counters counters = new Counters();
    private transient long run;

    OnlyBatchFn(BatchWriter writer, TableUpdateCoder coder) {
      this.writer = writer;
      this.coder = coder;
    }

    @Setup
    public void setup(PipelineOptions options) {
      run = options.as(RunOptions.class).getRun();
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<Piece>> all) throws IOException {
      Set<String> files = new HashSet<>();
      // Gone through once and lazily: the rows come from a disk, or out of sorted memory.
      Iterator<TableUpdate> updates =
          stream(all.getValue().iterator())
              .map(
                  piece -> {
                    files.add(piece.file());
                    return piece.read(coder);
                  })
              .iterator();
      try {
        write(updates);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      } finally {
        for (String file : files) {
          Spill.close(file);
        }
      }
    }

    private void write(Iterator<TableUpdate> updates) throws IOException {
      TableUpdate first = updates.next();
      while (isNothing(first) && updates.hasNext()) {
        first = updates.next();
      }
      Place place = new Place("", run, run, 1, 1);
      counters.wrote(writer.writeOnly(new Batch(0, mode(first), batch(first, updates), place)));
    }

    @Teardown
    public void teardown() {
      writer.close();
    }

    private static OutputMode mode(TableUpdate first) {
      return isNothing(first) ? OutputMode.COMPLETE : first.mode();
    }

    @SuppressWarnings("StreamToIterable") // to be gone through once, as Batch says
    private static Iterable<TableUpdate> batch(TableUpdate first, Iterator<TableUpdate> others) {
      switch (first.mode()) {
        case APPEND, UPDATE -> {
          return Stream.concat(Stream.of(first), stream(others))::iterator;
        }
        case COMPLETE -> {
          TableUpdate latest = first;
          while (others.hasNext()) {
            TableUpdate other = others.next();
            if (!isNothing(other) && other.version() > latest.version()) {
              latest = other;
            }
          }
          return List.of(latest);
        }
      }
      throw new AssertionError(first.mode());
    }

    private static <T> Stream<T> stream(Iterator<T> all) {
      return StreamSupport.stream(
          Spliterators.spliteratorUnknownSize(all, Spliterator.ORDERED), false);
    }
  }

  static final class TickFn extends DoFn<KV<Integer, TableUpdate>, Void> implements Prompt {
    private static final String TICK = "tick";
    private static final String NUMBER = "number";
    private static final String VERSION = "version";
    private static final String KEPT = "kept";
    private static final String END_OF_TICK = "endOfTick";

    @StateId(TICK)
    private final StateSpec<BagState<TableUpdate>> tickSpec;

    @StateId(NUMBER)
    private final StateSpec<ValueState<Long>> numberSpec = StateSpecs.value(VarLongCoder.of());

    @StateId(VERSION)
    private final StateSpec<ValueState<Long>> versionSpec = StateSpecs.value(VarLongCoder.of());

    // The keys are strings because a map in memory tells byte arrays apart by identity.
    @StateId(KEPT)
    private final StateSpec<MapState<String, byte[]>> keptSpec =
        StateSpecs.map(StringUtf8Coder.of(), ByteArrayCoder.of());

    @TimerId(END_OF_TICK)
    private final TimerSpec endOfTickSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    private final BatchWriter writer;
    private final Counters counters = new Counters();
    private transient long run;

    TickFn(BatchWriter writer, TableUpdateCoder coder) {
      this.writer = writer;
      this.tickSpec = StateSpecs.bag(coder);
    }

    @Setup
    public void setup(PipelineOptions options) {
      run = options.as(RunOptions.class).getRun();
    }

    /** Only at the end of all input it waits for the watermark. */
    @Override
    public boolean isPrompt() {
      return true;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, TableUpdate> element,
        @StateId(TICK) BagState<TableUpdate> tick,
        @StateId(NUMBER) ValueState<Long> number,
        @StateId(VERSION) ValueState<Long> version,
        @StateId(KEPT) MapState<String, byte[]> kept,
        @TimerId(END_OF_TICK) Timer endOfTick)
        throws IOException {
      TableUpdate update = element.getValue();
      switch (update.mode()) {
        case APPEND, UPDATE -> {
          if (tick.isEmpty().read()) {
            endOfTick.offset(GATHER).withNoOutputTimestamp().setRelative();
          }
          tick.add(update);
        }
        case COMPLETE -> {
          Long last = version.read();
          if (last == null || update.version() > last) {
            version.write(update.version());
            write(List.of(update), number, kept);
          }
        }
      }
    }

    @OnTimer(END_OF_TICK)
    public void onEndOfTick(
        @StateId(TICK) BagState<TableUpdate> tick,
        @StateId(NUMBER) ValueState<Long> number,
        @StateId(KEPT) MapState<String, byte[]> kept)
        throws IOException {
      flush(tick, number, kept);
    }

    // At the end of input neither DirectRunner nor Flink waits for a processing-time timer, and
    // both call this, with and without checkpoints. An event-time timer at the window's end fires
    // on both as well, but would be one more timer to set.
    @OnWindowExpiration
    public void onEndOfInput(
        @StateId(TICK) BagState<TableUpdate> tick,
        @StateId(NUMBER) ValueState<Long> number,
        @StateId(KEPT) MapState<String, byte[]> kept)
        throws IOException {
      flush(tick, number, kept);
    }

    @Teardown
    public void teardown() {
      writer.close();
    }

    private void flush(
        BagState<TableUpdate> tick, ValueState<Long> number, MapState<String, byte[]> kept)
        throws IOException {
      // Copied, for clearing the state may empty what it handed out.
      List<TableUpdate> updates = new ArrayList<>();
      tick.read().forEach(updates::add);
      tick.clear();
      if (!updates.isEmpty()) {
        write(updates, number, kept);
      }
    }

    private void write(
        List<TableUpdate> updates, ValueState<Long> number, MapState<String, byte[]> kept)
        throws IOException {
      Long next = number.read();
      long present = next == null ? 0 : next;
      // Without checkpoints nothing comes twice: batches may be counted in place of updates.
      Place place = new Place("", run, run, present + 1, present + 1);
      Batch batch = new Batch(present, updates.get(0).mode(), updates, place);
      long written = writer.write(batch, kept);
      if (written != BatchWriter.NOTHING) {
        counters.wrote(written);
        number.write(present + 1);
      }
    }
  }
}
