package dev.cauce.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.values.Row;

/** Makes a row of each stretch of time of each key. */
final class StretchRowMaker<I, A, V> implements BoundedShardFn.RowMaker<I, List<Stretch<A>>> {
  private static final long serialVersionUID = 1;

  private final Counter rowsTotal = Metrics.counter("cauce", "numRowsTotal");
  private final OutputMode mode;
  private final CombineFn<I, A, V> fn;
  private final Emitter<?, V> emitter;

  StretchRowMaker(OutputMode mode, CombineFn<I, A, V> fn, Emitter<?, V> emitter) {
    this.mode = mode;
    this.fn = fn;
    this.emitter = emitter;
  }

  @Override
  @SuppressWarnings("NullAway") // what was never settled has its values
  public void emit(Blocks<I, List<Stretch<A>>> merged, OutputReceiver<TableUpdate> out) {
    GroupTable<I, List<Stretch<A>>> table = merged.table(Span.ALL);
    Stretches<I, A, V> stretches = (Stretches<I, A, V>) table.accumulators();
    List<Row> rows = new ArrayList<>();
    for (int group = 0; group < table.size(); group++) {
      stretches.combine(group);
      for (Stretch<A> stretch : table.value(group)) {
        rows.add(emitter.row(stretch.span(), table, group, fn.extractOutput(stretch.value)));
      }
    }
    rowsTotal.inc(rows.size());
    long version = TableInputs.firstVersion(System.currentTimeMillis());
    if (mode == OutputMode.COMPLETE) {
      emitter.emitWhole(rows, version, out);
    } else {
      emitter.emitRows(rows, List.of(), version, out);
    }
  }
}
