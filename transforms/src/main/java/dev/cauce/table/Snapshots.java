package dev.cauce.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * A table of another table: each snapshot of that one is aggregated anew. In update mode what is
 * different from the snapshot before leaves it: the rows that changed, and the rows that are gone.
 *
 * <p>Holds, in update mode, the last table that it made.
 */
final class Snapshots<I, V> extends PTransform<PCollection<TableUpdate>, PCollection<TableUpdate>> {
  private final Grouping<TableUpdate, ?, I> grouping;
  private final Accumulators.Factory<I, V> factory;
  private final Windows windows;
  private final OutputMode mode;
  private final Emitter<?, V> emitter;

  Snapshots(
      Grouping<TableUpdate, ?, I> grouping,
      Accumulators.Factory<I, V> factory,
      Windows windows,
      OutputMode mode,
      Emitter<?, V> emitter) {
    this.grouping = grouping;
    this.factory = factory;
    this.windows = windows;
    this.mode = mode;
    this.emitter = emitter;
  }

  @Override
  public PCollection<TableUpdate> expand(PCollection<TableUpdate> input) {
    TableUpdateCoder coder = TableUpdateCoder.of(emitter.schema());
    PCollection<TableUpdate> snapshots =
        input
            .apply("Aggregate", ParDo.of(new SnapshotFn<>(grouping, factory, windows, emitter)))
            .setCoder(coder);
    if (mode == OutputMode.COMPLETE) {
      return snapshots;
    }
    return snapshots
        .apply("One key", WithKeys.<Integer, TableUpdate>of(update -> 0))
        .setCoder(KvCoder.of(VarIntCoder.of(), coder))
        .apply("Differences", ParDo.of(new DifferenceFn(coder)))
        .setCoder(coder);
  }

  /** A snapshot of a snapshot. */
  private static final class SnapshotFn<I, V> extends DoFn<TableUpdate, TableUpdate> {
    private final Grouping<TableUpdate, ?, I> grouping;
    private final Accumulators.Factory<I, V> factory;
    private final Windows windows;
    private final Emitter<?, V> emitter;

    SnapshotFn(
        Grouping<TableUpdate, ?, I> grouping,
        Accumulators.Factory<I, V> factory,
        Windows windows,
        Emitter<?, V> emitter) {
      this.grouping = grouping;
      this.factory = factory;
      this.windows = windows;
      this.emitter = emitter;
    }

    @ProcessElement
    public void process(@Element TableUpdate snapshot, OutputReceiver<TableUpdate> out) {
      Blocks<I, V> groups = new Blocks<>(factory);
      grouping.group(
          snapshot,
          Span.micros(snapshot.windowEnd()),
          (bytes, from, to, micros, input) -> {
            if (windows.isGlobal()) {
              groups.table(Span.ALL).add(bytes, from, to, micros, input);
              return;
            }
            try {
              windows.assign(
                  micros, span -> groups.table(span).add(bytes, from, to, micros, input));
            } catch (RuntimeException e) {
              throw e;
            } catch (Exception e) {
              throw new IllegalStateException("Cannot find the windows of a row", e);
            }
          });
      emitter.emitSnapshot(groups.tables(), snapshot.version(), out);
    }
  }

  private static final class DifferenceFn extends DoFn<KV<Integer, TableUpdate>, TableUpdate> {
    @StateId("last")
    private final StateSpec<ValueState<TableUpdate>> lastSpec;

    DifferenceFn(TableUpdateCoder coder) {
      this.lastSpec = StateSpecs.value(coder);
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, TableUpdate> element,
        @StateId("last") ValueState<TableUpdate> lastState,
        OutputReceiver<TableUpdate> out) {
      TableUpdate snapshot = element.getValue();
      @Nullable TableUpdate last = lastState.read();
      if (last != null && last.version() >= snapshot.version()) {
        return; // overtaken
      }
      lastState.write(snapshot);
      Map<List<Object>, Row> gone = new LinkedHashMap<>();
      Set<Row> before = new LinkedHashSet<>();
      if (last != null) {
        last.rows().forEach(row -> gone.put(key(row), row));
        before.addAll(last.rows());
      }
      List<Row> changed = new ArrayList<>();
      for (Row row : snapshot.rows()) {
        gone.remove(key(row));
        if (!before.contains(row)) {
          changed.add(row);
        }
      }
      if (!changed.isEmpty() || !gone.isEmpty()) {
        out.output(
            new TableUpdate(
                OutputMode.UPDATE,
                snapshot.windowStart(),
                snapshot.windowEnd(),
                snapshot.version(),
                changed,
                new ArrayList<>(gone.values())));
      }
    }

    private static List<Object> key(Row row) {
      List<Object> key = new ArrayList<>();
      TableUpdate.keyColumns(row.getSchema()).forEach(i -> key.add(row.getValue(i)));
      return key;
    }
  }
}
