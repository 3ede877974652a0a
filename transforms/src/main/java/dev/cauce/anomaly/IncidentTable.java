package dev.cauce.anomaly;

import dev.cauce.table.OutputMode;
import dev.cauce.table.TableInputs;
import dev.cauce.table.TableUpdate;
import dev.cauce.table.TableUpdateCoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.MapState;
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

/**
 * The table of open incidents: what changed in it, or all of it, at each tick. Holds a row for each
 * series that has one. In a run with checkpoints there are no ticks: changes leave as they come.
 */
final class IncidentTable
    extends PTransform<PCollection<IncidentChange>, PCollection<TableUpdate>> {
  private final OutputMode mode;
  private final Duration every;

  IncidentTable(OutputMode mode, Duration every) {
    this.mode = mode;
    this.every = every;
  }

  @Override
  public PCollection<TableUpdate> expand(PCollection<IncidentChange> input) {
    boolean bounded = input.isBounded() == IsBounded.BOUNDED;
    boolean onArrival = !bounded && TableInputs.isCheckpointed(input);
    return input
        .apply("One key", WithKeys.<Integer, IncidentChange>of(change -> 0))
        .setCoder(KvCoder.of(VarIntCoder.of(), IncidentChange.ChangeCoder.of()))
        .apply("Table", ParDo.of(new TableFn(mode, bounded, onArrival, every)))
        .setCoder(TableUpdateCoder.of(AnomalyRows.INCIDENTS));
  }

  private static final class TableFn extends DoFn<KV<Integer, IncidentChange>, TableUpdate> {
    private static final KvCoder<Long, Row> NUMBERED =
        KvCoder.of(
            VarLongCoder.of(), org.apache.beam.sdk.coders.RowCoder.of(AnomalyRows.INCIDENTS));

    private final OutputMode mode;
    private final boolean bounded;
    private final boolean onArrival;
    private final Duration every;

    @StateId("open")
    private final StateSpec<MapState<String, KV<Long, Row>>> openSpec =
        StateSpecs.map(StringUtf8Coder.of(), NUMBERED);

    /** By series that changed since the last tick: whether it was in the table before. */
    @StateId("changed")
    private final StateSpec<MapState<String, Boolean>> changedSpec =
        StateSpecs.map(StringUtf8Coder.of(), BooleanCoder.of());

    @StateId("version")
    private final StateSpec<ValueState<Long>> versionSpec = StateSpecs.value(VarLongCoder.of());

    @StateId("armed")
    private final StateSpec<ValueState<Boolean>> armedSpec = StateSpecs.value(BooleanCoder.of());

    @TimerId("tick")
    private final TimerSpec tickSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @TimerId("end")
    private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    private transient long attempt;

    TableFn(OutputMode mode, boolean bounded, boolean onArrival, Duration every) {
      this.mode = mode;
      this.bounded = bounded;
      this.onArrival = onArrival;
      this.every = every.getMillis() > 0 ? every : Duration.millis(1);
    }

    @Setup
    public void setup() {
      attempt = TableInputs.firstVersion(System.currentTimeMillis());
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, IncidentChange> element,
        @Timestamp Instant time,
        @StateId("open") MapState<String, KV<Long, Row>> open,
        @StateId("changed") MapState<String, Boolean> changed,
        @StateId("version") ValueState<Long> version,
        @StateId("armed") ValueState<Boolean> armed,
        @TimerId("tick") Timer tick,
        @TimerId("end") Timer end,
        OutputReceiver<TableUpdate> out) {
      IncidentChange change = element.getValue();
      String series = change.series();
      KV<Long, Row> before = open.get(series).read();
      if (before != null && before.getKey() > change.number()) {
        return; // overtaken
      }
      Row incident = change.incident();
      if (incident == null) {
        open.remove(series);
      } else {
        open.put(series, KV.of(change.number(), incident));
      }
      changed.putIfAbsent(series, before != null).read();
      if (onArrival) {
        emit(open, changed, version, out);
      } else if (!Boolean.TRUE.equals(armed.read())) {
        armed.write(true);
        end.set(GlobalWindow.INSTANCE.maxTimestamp());
        if (!bounded) {
          tick.offset(Duration.millis(1)).align(every).withOutputTimestamp(time).setRelative();
        }
      }
    }

    @OnTimer("tick")
    public void tick(
        @StateId("open") MapState<String, KV<Long, Row>> open,
        @StateId("changed") MapState<String, Boolean> changed,
        @StateId("version") ValueState<Long> version,
        @StateId("armed") ValueState<Boolean> armed,
        OutputReceiver<TableUpdate> out) {
      armed.write(false);
      emit(open, changed, version, out);
    }

    @OnTimer("end")
    public void end(
        @StateId("open") MapState<String, KV<Long, Row>> open,
        @StateId("changed") MapState<String, Boolean> changed,
        @StateId("version") ValueState<Long> version,
        OutputReceiver<TableUpdate> out) {
      emit(open, changed, version, out);
    }

    private void emit(
        MapState<String, KV<Long, Row>> open,
        MapState<String, Boolean> changed,
        ValueState<Long> versionState,
        OutputReceiver<TableUpdate> out) {
      List<Row> rows = new ArrayList<>();
      List<Row> removed = new ArrayList<>();
      boolean any = false;
      for (Map.Entry<String, Boolean> each : changed.entries().read()) {
        any = true;
        KV<Long, Row> incident = open.get(each.getKey()).read();
        if (incident != null) {
          rows.add(incident.getValue());
        } else if (each.getValue()) {
          removed.add(AnomalyRows.noIncident(each.getKey()));
        }
      }
      changed.clear();
      if (!any || mode == OutputMode.UPDATE && rows.isEmpty() && removed.isEmpty()) {
        return;
      }
      if (mode == OutputMode.COMPLETE) {
        rows.clear();
        removed.clear();
        open.values().read().forEach(each -> rows.add(each.getValue()));
      }
      Long before = versionState.read();
      long version = Math.max(before == null ? 0 : before + 1, attempt);
      versionState.write(version);
      out.output(
          new TableUpdate(
              mode,
              BoundedWindow.TIMESTAMP_MIN_VALUE,
              BoundedWindow.TIMESTAMP_MAX_VALUE,
              version,
              rows,
              removed));
    }
  }
}
