package dev.cauce.table;

import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/**
 * The panes of an aggregation as rows of a table: of the panes of one key, the one with the highest
 * number is its value.
 */
final class PaneOrder {
  private PaneOrder() {}

  /** Puts each pane's number beside its value. */
  static final class StampFn<K, V> extends DoFn<KV<K, V>, KV<K, KV<Long, V>>> {
    @ProcessElement
    public void process(
        @Element KV<K, V> row, PaneInfo pane, OutputReceiver<KV<K, KV<Long, V>>> out) {
      out.output(KV.of(row.getKey(), KV.of(pane.getIndex(), row.getValue())));
    }
  }

  /** Keeps the value of the highest number. */
  static final class LastFn<K, V> extends CombineFn<KV<K, KV<Long, V>>, @Nullable KV<Long, V>, V> {
    private final Coder<V> coder;

    LastFn(Coder<V> coder) {
      this.coder = coder;
    }

    @Override
    public @Nullable KV<Long, V> createAccumulator() {
      return null;
    }

    @Override
    public @Nullable KV<Long, V> addInput(
        @Nullable KV<Long, V> accumulator, KV<K, KV<Long, V>> input) {
      return later(accumulator, input.getValue());
    }

    @Override
    public @Nullable KV<Long, V> mergeAccumulators(Iterable<@Nullable KV<Long, V>> accumulators) {
      KV<Long, V> last = null;
      for (KV<Long, V> accumulator : accumulators) {
        last = later(last, accumulator);
      }
      return last;
    }

    private @Nullable KV<Long, V> later(@Nullable KV<Long, V> one, @Nullable KV<Long, V> other) {
      if (one == null || other == null) {
        return one == null ? other : one;
      }
      return other.getKey() >= one.getKey() ? other : one;
    }

    @Override
    public V extractOutput(@Nullable KV<Long, V> accumulator) {
      if (accumulator == null) {
        throw new IllegalStateException("a group without a row");
      }
      return accumulator.getValue();
    }

    @Override
    public Coder<@Nullable KV<Long, V>> getAccumulatorCoder(
        CoderRegistry registry, Coder<KV<K, KV<Long, V>>> input) {
      return NullableCoder.of(KvCoder.of(VarLongCoder.of(), coder));
    }

    @Override
    public Coder<V> getDefaultOutputCoder(CoderRegistry registry, Coder<KV<K, KV<Long, V>>> input)
        throws CannotProvideCoderException {
      return coder;
    }
  }
}
