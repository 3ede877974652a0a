package dev.cauce.table;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.jspecify.annotations.Nullable;

/**
 * The accumulators of a {@link GroupTable}, one a group, addressed by the group's number. A class
 * of its own so that a count costs an array of {@code long} and not an object a group.
 *
 * @param <I> what is aggregated
 * @param <V> what comes out
 */
interface Accumulators<I, V> {
  /** Starts group {@code group}, the next number in turn. */
  void create(int group);

  void add(int group, long micros, I input);

  /** Adds {@code input} to each of the first {@code count} of {@code groups}. */
  default void addAll(int[] groups, int count, long micros, I input) {
    for (int i = 0; i < count; i++) {
      add(groups[i], micros, input);
    }
  }

  /** Adds an accumulator as written by {@link #write} to that of {@code group}. */
  void merge(int group, byte[] bytes, int from, int to);

  void write(int group, Bytes out);

  V extract(int group);

  /** Roughly how many bytes of memory a group takes. */
  default int bytesAGroup() {
    return 160; // a few small objects
  }

  /** Forgets all groups, and keeps memory for {@code groups} of them. */
  void clear(int groups);

  /** Makes them where they are needed: travels with the pipeline. */
  interface Factory<I, V> extends Serializable {
    /** Makes those of a table whose groups have {@code keys}, in which it may count. */
    Accumulators<I, V> make(GroupKeys keys);

    /** Whether {@link #takes} is to be asked. */
    default boolean takesAll() {
      return true;
    }

    /** Whether a row is in the table at all; a key of which no row is, is not to be kept. */
    default boolean takes(long micros, I input) {
      return true;
    }
  }

  /** Counts: beside the keys, and of the few groups of which that is not enough, in a map too. */
  final class Counts<I> implements Accumulators<I, Long> {
    private final GroupKeys keys;

    /** By group what its count is beyond that beside its key. */
    private final Map<Integer, Long> more = new HashMap<>();

    Counts(GroupKeys keys) {
      this.keys = keys;
    }

    @Override
    public void create(int group) {
      if (!more.isEmpty()) {
        more.remove(group); // of one that was forgotten
      }
    }

    @Override
    public void add(int group, long micros, I input) {
      increase(group, 1);
    }

    @Override
    public void addAll(int[] groups, int count, long micros, I input) {
      int done = 0;
      while ((done = keys.increment(groups, done, count)) < count) {
        increase(groups[done++], 1);
      }
    }

    private void increase(int group, long count) {
      long beyond = keys.add(group, count);
      if (beyond != 0) {
        more.merge(group, beyond, Long::sum);
      }
    }

    @Override
    public void merge(int group, byte[] bytes, int from, int to) {
      Bytes.Cursor in = new Bytes.Cursor(bytes);
      in.at = from;
      increase(group, in.readVarLong());
    }

    @Override
    public void write(int group, Bytes out) {
      out.writeVarLong(count(group));
    }

    @Override
    public Long extract(int group) {
      return count(group);
    }

    private long count(int group) {
      return keys.count(group) + (more.isEmpty() ? 0 : more.getOrDefault(group, 0L));
    }

    @Override
    public int bytesAGroup() {
      return 0;
    }

    @Override
    public void clear(int groups) {
      more.clear();
    }
  }

  /** Any {@link CombineFn}: one object a group. */
  final class Combined<I, A, V> implements Accumulators<I, V> {
    private final CombineFn<I, A, V> fn;
    private final Coder<A> coder;
    private @Nullable Object[] accumulators = new Object[64];

    Combined(CombineFn<I, A, V> fn, Coder<A> coder) {
      this.fn = fn;
      this.coder = coder;
    }

    @Override
    public void create(int group) {
      if (group == accumulators.length) {
        accumulators = Arrays.copyOf(accumulators, 2 * group);
      }
      accumulators[group] = fn.createAccumulator();
    }

    @SuppressWarnings({
      "unchecked",
      "NullAway"
    }) // an accumulator may be null if its CombineFn says so
    private A get(int group) {
      return (A) accumulators[group];
    }

    @Override
    public void add(int group, long micros, I input) {
      accumulators[group] = fn.addInput(get(group), input);
    }

    @Override
    public void merge(int group, byte[] bytes, int from, int to) {
      try {
        A other =
            coder.decode(new ByteArrayInputStream(bytes, from, to - from), Coder.Context.OUTER);
        accumulators[group] = fn.mergeAccumulators(Arrays.asList(get(group), other));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read an accumulator of the table's state", e);
      }
    }

    @Override
    public void write(int group, Bytes out) {
      try {
        coder.encode(fn.compact(get(group)), out, Coder.Context.OUTER);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot write an accumulator for the table's state", e);
      }
    }

    @Override
    public V extract(int group) {
      return fn.extractOutput(get(group));
    }

    @Override
    public void clear(int groups) {
      accumulators = new Object[groups];
    }
  }
}
