package dev.cauce.table;

import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** The table of a bounded input: merges all that a shard got, and emits its rows once. */
final class MergeFn<I, V> extends DoFn<KV<Integer, Iterable<byte[]>>, TableUpdate> {
  private final Counter rows = Metrics.counter("cauce", "numRowsTotal");
  private final OutputMode mode;
  private final Accumulators.Factory<I, V> factory;
  private final Emitter<?, V> emitter;

  MergeFn(OutputMode mode, Accumulators.Factory<I, V> factory, Emitter<?, V> emitter) {
    this.mode = mode;
    this.factory = factory;
    this.emitter = emitter;
  }

  @ProcessElement
  public void process(
      @Element KV<Integer, Iterable<byte[]>> shard, OutputReceiver<TableUpdate> out) {
    Blocks<I, V> merged = new Blocks<>(factory);
    for (byte[] block : shard.getValue()) {
      merged.merge(block);
    }
    long version = TableInputs.firstVersion(System.currentTimeMillis());
    merged.tables().forEach((span, table) -> rows.inc(table.size()));
    if (mode == OutputMode.COMPLETE) {
      emitter.emitSnapshot(merged.tables(), version, out);
    } else {
      merged.tables().forEach((span, table) -> emitter.emit(span, table, version, out));
    }
  }
}
