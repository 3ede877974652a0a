package dev.cauce.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.Row;

/**
 * The table of {@link Stretches} of a bounded input: merges all that a shard got, emits it once.
 */
final class StretchMergeFn<I, A, V> extends DoFn<KV<Integer, Iterable<byte[]>>, TableUpdate> {
  private final Counter rowsTotal = Metrics.counter("cauce", "numRowsTotal");
  private final OutputMode mode;
  private final StretchRule rule;
  private final CombineFn<I, A, V> fn;
  private final Coder<A> coder;
  private final Emitter<?, V> emitter;

  StretchMergeFn(
      OutputMode mode,
      StretchRule rule,
      CombineFn<I, A, V> fn,
      Coder<A> coder,
      Emitter<?, V> emitter) {
    this.mode = mode;
    this.rule = rule;
    this.fn = fn;
    this.coder = coder;
    this.emitter = emitter;
  }

  @ProcessElement
  @SuppressWarnings("NullAway") // what was never settled has its values
  public void process(
      @Element KV<Integer, Iterable<byte[]>> shard, OutputReceiver<TableUpdate> out) {
    Blocks<I, List<Stretch<A>>> merged = new Blocks<>(() -> new Stretches<>(rule, fn, coder));
    for (byte[] block : shard.getValue()) {
      merged.merge(block);
    }
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
