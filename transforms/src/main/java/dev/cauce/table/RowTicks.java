package dev.cauce.table;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A table without an aggregation: rows leave it as they came, those of a tick together. Holds the
 * rows of one tick. Over a bounded input, and in a run with checkpoints ({@link
 * CheckpointOptions}), there are no ticks and nothing is held.
 */
final class RowTicks extends PTransform<PCollection<Row>, PCollection<TableUpdate>> {
  private static final int ROWS = 10_000;

  private final Duration every;
  private final int shards;

  RowTicks(Duration every, int shards) {
    this.every = every;
    this.shards = shards;
  }

  @Override
  public PCollection<TableUpdate> expand(PCollection<Row> input) {
    Schema schema = input.getSchema();
    TableUpdateCoder coder = TableUpdateCoder.of(schema);
    PCollection<TableUpdate> bundles =
        TableInputs.inGlobalWindow(input)
            .apply("Gather", ParDo.of(new BundleFn(every, TableInputs.isCheckpointed(input))))
            .setCoder(coder);
    if (input.isBounded() == IsBounded.BOUNDED || TableInputs.isCheckpointed(input)) {
      return bundles;
    }
    int of = shards;
    return bundles
        .apply(
            "Shard",
            WithKeys.<Integer, TableUpdate>of(
                update -> of == 1 ? 0 : ThreadLocalRandom.current().nextInt(of)))
        .setCoder(KvCoder.of(VarIntCoder.of(), coder))
        .apply("Tick", ParDo.of(new TickFn(every, coder)))
        .setCoder(coder);
  }

  /** The rows of a bundle as updates. */
  private static final class BundleFn extends DoFn<Row, TableUpdate> implements Prompt {
    private final Duration every;
    private final boolean checkpointed;
    private transient List<Row> rows = new ArrayList<>();
    private transient Instant least = BoundedWindow.TIMESTAMP_MAX_VALUE;
    private transient long version;

    BundleFn(Duration every, boolean checkpointed) {
      this.checkpointed = checkpointed;
      this.every = every;
    }

    /** Rows that may wait for a tick may wait for a bundle, if those are not the ticks. */
    @Override
    public boolean isPrompt() {
      return every.getMillis() > 0 && !checkpointed;
    }

    @Setup
    public void setup() {
      version = TableInputs.firstVersion(System.currentTimeMillis());
    }

    @StartBundle
    public void start() {
      rows = new ArrayList<>();
      least = GlobalWindow.INSTANCE.maxTimestamp();
    }

    @ProcessElement
    public void process(
        @Element Row row, @Timestamp Instant time, OutputReceiver<TableUpdate> out) {
      least = time.isBefore(least) ? time : least;
      rows.add(row);
      if (rows.size() == ROWS) {
        out.output(update(version++, rows));
        rows = new ArrayList<>();
      }
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      if (!rows.isEmpty()) {
        context.output(update(version++, rows), least, GlobalWindow.INSTANCE);
      }
    }
  }

  private static TableUpdate update(long version, List<Row> rows) {
    return new TableUpdate(
        OutputMode.APPEND, Span.ALL.startInstant(), Span.ALL.endInstant(), version, rows);
  }

  /** Puts the updates of a tick by, and lets them go together. */
  private static final class TickFn extends DoFn<KV<Integer, TableUpdate>, TableUpdate>
      implements Prompt {
    private final Duration every;

    @StateId("armed")
    private final StateSpec<ValueState<Boolean>> armedSpec = StateSpecs.value();

    @StateId("rows")
    private final StateSpec<BagState<TableUpdate>> rowsSpec;

    @TimerId("tick")
    private final TimerSpec tickSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @TimerId("end")
    private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    TickFn(Duration every, TableUpdateCoder coder) {
      this.every = every.getMillis() > 0 ? every : Duration.millis(1);
      this.rowsSpec = StateSpecs.bag(coder);
    }

    /** Only at the end of all input it waits for the watermark. */
    @Override
    public boolean isPrompt() {
      return true;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, TableUpdate> update,
        @Timestamp Instant time,
        @StateId("armed") ValueState<Boolean> armed,
        @StateId("rows") BagState<TableUpdate> rows,
        @TimerId("tick") Timer tick,
        @TimerId("end") Timer end) {
      rows.add(update.getValue());
      if (!Boolean.TRUE.equals(armed.read())) {
        tick.offset(Duration.millis(1)).align(every).withOutputTimestamp(time).setRelative();
        end.set(GlobalWindow.INSTANCE.maxTimestamp());
        armed.write(true);
      }
    }

    @OnTimer("tick")
    public void tick(
        @StateId("armed") ValueState<Boolean> armed,
        @StateId("rows") BagState<TableUpdate> rows,
        OutputReceiver<TableUpdate> out) {
      armed.write(false);
      emit(rows, out);
    }

    @OnTimer("end")
    public void end(@StateId("rows") BagState<TableUpdate> rows, OutputReceiver<TableUpdate> out) {
      emit(rows, out);
    }

    private static void emit(BagState<TableUpdate> state, OutputReceiver<TableUpdate> out) {
      @Nullable TableUpdate first = null;
      List<Row> rows = new ArrayList<>();
      for (TableUpdate update : state.read()) {
        first = first == null ? update : first;
        rows.addAll(update.rows());
        if (rows.size() >= ROWS) {
          out.output(update(first.version(), rows));
          rows = new ArrayList<>();
        }
      }
      if (first != null && !rows.isEmpty()) {
        out.output(update(first.version(), rows));
      }
      state.clear();
    }
  }
}
