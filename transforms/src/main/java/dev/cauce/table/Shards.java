package dev.cauce.table;

import dev.cauce.row.DeadLetter;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/**
 * What a table's shards keep: one group a key and window, or {@link Stretches} of each key.
 *
 * @param <I> what is aggregated
 * @param <X> what a group of the blocks on their way to the shards holds
 */
interface Shards<I, X> {
  /** What a bundle gathers in. */
  Accumulators.Factory<I, X> factory();

  /** Whether the groups know their time, so that no windows need be assigned. */
  boolean windowsThemselves();

  /** Over a bounded input. */
  DoFn<KV<Integer, byte[]>, TableUpdate> merging(OutputMode mode);

  /** Over an unbounded input. */
  DoFn<KV<Integer, byte[]>, TableUpdate> keeping(
      Shape shape, TupleTag<TableUpdate> updatesTag, TupleTag<DeadLetter> lateTag);

  /** One group a key and window. */
  static <I, V> Shards<I, V> ofGroups(Accumulators.Factory<I, V> factory, Emitter<?, V> emitter) {
    return new Shards<>() {
      @Override
      public Accumulators.Factory<I, V> factory() {
        return factory;
      }

      @Override
      public boolean windowsThemselves() {
        return false;
      }

      @Override
      public DoFn<KV<Integer, byte[]>, TableUpdate> merging(OutputMode mode) {
        return new BoundedShardFn<>(factory, new GroupRowMaker<>(mode, emitter));
      }

      @Override
      public DoFn<KV<Integer, byte[]>, TableUpdate> keeping(
          Shape shape, TupleTag<TableUpdate> updatesTag, TupleTag<DeadLetter> lateTag) {
        return new ShardFn<>(shape, factory, emitter, updatesTag, lateTag);
      }
    };
  }

  /** Stretches of time of each key. */
  static <I, A, V> Shards<I, ?> ofStretches(
      StretchRule rule, CombineFn<I, A, V> fn, Coder<A> coder, Emitter<?, V> emitter) {
    Accumulators.Factory<I, List<Stretch<A>>> factory = new Stretches.Made<>(rule, fn, coder);
    return new Shards<I, List<Stretch<A>>>() {
      @Override
      public Accumulators.Factory<I, List<Stretch<A>>> factory() {
        return factory;
      }

      @Override
      public boolean windowsThemselves() {
        return true;
      }

      @Override
      public DoFn<KV<Integer, byte[]>, TableUpdate> merging(OutputMode mode) {
        return new BoundedShardFn<>(factory, new StretchRowMaker<>(mode, fn, emitter));
      }

      @Override
      public DoFn<KV<Integer, byte[]>, TableUpdate> keeping(
          Shape shape, TupleTag<TableUpdate> updatesTag, TupleTag<DeadLetter> lateTag) {
        return new StretchFn<>(shape, rule, fn, coder, emitter, updatesTag, lateTag);
      }
    };
  }
}
