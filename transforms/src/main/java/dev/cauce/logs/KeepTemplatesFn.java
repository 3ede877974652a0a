package dev.cauce.logs;

import dev.cauce.table.OutputMode;
import dev.cauce.table.TableInputs;
import dev.cauce.table.TableUpdate;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One shard of the templates of an endless log: puts blocks by until the next tick, then adds them
 * to what it knows and says what changed. In a run with checkpoints there are no ticks: what a
 * block changes leaves at once, for what a checkpoint has seen must have left by then.
 */
final class KeepTemplatesFn extends DoFn<KV<Integer, byte[]>, TableUpdate> {
  private static final long serialVersionUID = 1L;

  private final Counter known = Metrics.counter("cauce", "numRowsTotal");
  private final Counter forgotten = Metrics.counter("cauce", "numTemplatesForgotten");

  private final OutputMode mode;
  private final Duration every;
  private final boolean onArrival;
  private final int room;

  @StateId("templates")
  private final StateSpec<ValueState<byte[]>> templatesSpec = StateSpecs.value(ByteArrayCoder.of());

  @StateId("version")
  private final StateSpec<ValueState<Long>> versionSpec = StateSpecs.value(VarLongCoder.of());

  @StateId("armed")
  private final StateSpec<ValueState<Boolean>> armedSpec = StateSpecs.value();

  @StateId("pending")
  private final StateSpec<BagState<byte[]>> pendingSpec = StateSpecs.bag(ByteArrayCoder.of());

  @TimerId("tick")
  private final TimerSpec tickSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  @TimerId("end")
  private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private transient long attempt;

  KeepTemplatesFn(OutputMode mode, Duration every, boolean onArrival, int room) {
    this.mode = mode;
    this.every = every.getMillis() > 0 ? every : Duration.millis(1);
    this.onArrival = onArrival;
    this.room = room;
  }

  @Setup
  public void setup() {
    attempt = TableInputs.firstVersion(System.currentTimeMillis());
  }

  @ProcessElement
  public void process(
      @Element KV<Integer, byte[]> block,
      @Timestamp Instant time,
      @StateId("templates") ValueState<byte[]> templates,
      @StateId("version") ValueState<Long> version,
      @StateId("armed") ValueState<Boolean> armed,
      @StateId("pending") BagState<byte[]> pending,
      @TimerId("tick") Timer tick,
      @TimerId("end") Timer end,
      OutputReceiver<TableUpdate> out) {
    if (onArrival) {
      Map<String, TemplateStats> news = new HashMap<>();
      StatsCodec.read(block.getValue(), news::put);
      settle(news, templates, version, out);
      return;
    }
    pending.add(block.getValue());
    if (!Boolean.TRUE.equals(armed.read())) {
      // Set once and not moved until it fires: under load it would never come.
      tick.offset(Duration.millis(1)).align(every).withOutputTimestamp(time).setRelative();
      end.set(GlobalWindow.INSTANCE.maxTimestamp());
      armed.write(true);
    }
  }

  @OnTimer("tick")
  public void tick(
      @StateId("templates") ValueState<byte[]> templates,
      @StateId("version") ValueState<Long> version,
      @StateId("armed") ValueState<Boolean> armed,
      @StateId("pending") BagState<byte[]> pending,
      OutputReceiver<TableUpdate> out) {
    armed.write(false);
    settlePending(templates, version, pending, out);
  }

  @OnTimer("end")
  public void end(
      @StateId("templates") ValueState<byte[]> templates,
      @StateId("version") ValueState<Long> version,
      @StateId("pending") BagState<byte[]> pending,
      OutputReceiver<TableUpdate> out) {
    settlePending(templates, version, pending, out);
  }

  private void settlePending(
      ValueState<byte[]> templates,
      ValueState<Long> version,
      BagState<byte[]> pending,
      OutputReceiver<TableUpdate> out) {
    Map<String, TemplateStats> news = new HashMap<>();
    for (byte[] block : pending.read()) {
      StatsCodec.read(block, (form, stats) -> news.merge(form, stats, TemplateStats::plus));
    }
    pending.clear();
    if (!news.isEmpty()) {
      settle(news, templates, version, out);
    }
  }

  private void settle(
      Map<String, TemplateStats> news,
      ValueState<byte[]> templates,
      ValueState<Long> versionState,
      OutputReceiver<TableUpdate> out) {
    byte @Nullable [] before = templates.read();
    TemplateMiner miner =
        before == null ? new TemplateMiner(room) : TemplateMiner.read(before, room);
    Long last = versionState.read();
    long version = last == null ? attempt : Math.max(last + 1, attempt);
    int size = miner.size();
    TemplateMiner.Changes changes = miner.add(news);
    known.inc(miner.size() - size);
    forgotten.inc(miner.forgotten());
    templates.write(miner.write());
    versionState.write(version);
    if (mode == OutputMode.COMPLETE) {
      out.output(Templates.all(miner.templates(), version));
    } else {
      Templates.emit(mode, changes, version, out::output);
    }
  }
}
