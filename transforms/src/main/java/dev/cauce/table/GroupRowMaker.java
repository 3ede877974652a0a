package dev.cauce.table;

import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;

/** Makes a row of each group. */
final class GroupRowMaker<I, V> implements BoundedShardFn.RowMaker<I, V> {
  private static final long serialVersionUID = 1;

  private final Counter rows = Metrics.counter("cauce", "numRowsTotal");
  private final OutputMode mode;
  private final Emitter<?, V> emitter;

  GroupRowMaker(OutputMode mode, Emitter<?, V> emitter) {
    this.mode = mode;
    this.emitter = emitter;
  }

  @Override
  public void emit(Blocks<I, V> merged, OutputReceiver<TableUpdate> out) {
    long version = TableInputs.firstVersion(System.currentTimeMillis());
    merged.tables().forEach((span, table) -> rows.inc(table.size()));
    if (mode == OutputMode.COMPLETE) {
      emitter.emitSnapshot(merged.tables(), version, out);
    } else {
      merged.tables().forEach((span, table) -> emitter.emit(span, table, version, out));
    }
  }
}
