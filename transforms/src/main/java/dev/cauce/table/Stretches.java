package dev.cauce.table;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Stretch}es of each group of a {@link GroupTable}.
 *
 * <p>As rows arrive they are only gathered, one stretch a row (or a few rows of the same time): a
 * row is late or not by itself, so none may hide in another's session before that is judged. They
 * become sessions when a tick settles them with what the table had; see {@link #settle}.
 *
 * <p>Written as their number, then of each its start, its length and its accumulator with its
 * length.
 */
final class Stretches<I, A, V> implements Accumulators<I, List<Stretch<A>>> {
  private final StretchRule rule;
  private final CombineFn<I, A, V> fn;
  private final Coder<A> coder;
  private List<List<Stretch<A>>> all = new ArrayList<>();
  private List<List<Stretch<A>>> gone = new ArrayList<>();
  private boolean settling;

  Stretches(StretchRule rule, CombineFn<I, A, V> fn, Coder<A> coder) {
    this.rule = rule;
    this.fn = fn;
    this.coder = coder;
  }

  /** Makes them. */
  record Made<I, A, V>(StretchRule rule, CombineFn<I, A, V> fn, Coder<A> coder)
      implements Accumulators.Factory<I, List<Stretch<A>>> {
    @Override
    public Stretches<I, A, V> make(GroupKeys keys) {
      return new Stretches<>(rule, fn, coder);
    }

    @Override
    public boolean takesAll() {
      return !(rule instanceof StretchRule.Session);
    }

    @Override
    @SuppressWarnings(
        "NullAway") // where there is nothing to aggregate but the key, inputs are null
    public boolean takes(long micros, I input) {
      return rule.end(micros, input) > micros;
    }
  }

  /**
   * From here on what is merged into a group is what the table had of it, and a group that is
   * written has become one: to be called once all news is in.
   */
  void settle() {
    settling = true;
  }

  @Override
  public void create(int group) {
    if (group == all.size()) {
      all.add(new ArrayList<>(2));
      gone.add(List.of());
    } else {
      all.get(group).clear();
      gone.set(group, List.of());
    }
  }

  @Override
  @SuppressWarnings("NullAway") // where there is nothing to aggregate but the key, inputs are null
  public void add(int group, long micros, I input) {
    long end = rule.end(micros, input);
    List<Stretch<A>> stretches = all.get(group);
    if (!stretches.isEmpty()) {
      Stretch<A> last = stretches.get(stretches.size() - 1);
      if (last.start == micros && last.end == end) {
        if (!(rule instanceof StretchRule.First)) {
          last.value = fn.addInput(value(last), input);
        }
        return;
      }
    }
    stretches.add(new Stretch<>(micros, end, fn.addInput(fn.createAccumulator(), input), false));
  }

  @SuppressWarnings("NullAway") // only what First has emitted has no value, and is not read again
  private A value(Stretch<A> stretch) {
    return stretch.value;
  }

  @Override
  public void merge(int group, byte[] bytes, int from, int to) {
    Bytes.Cursor in = new Bytes.Cursor(bytes);
    in.at = from;
    int count = in.readVarInt();
    for (int i = 0; i < count; i++) {
      long start = in.readLong();
      long end = start + in.readVarLong();
      int length = in.readVarInt();
      all.get(group).add(new Stretch<>(start, end, decode(bytes, in.at, length), settling));
      in.at += length;
    }
  }

  private @Nullable A decode(byte[] bytes, int from, int length) {
    if (length == 0) {
      return null;
    }
    try {
      // Behind a byte, so that an accumulator of no bytes is told from none.
      return coder.decode(
          new ByteArrayInputStream(bytes, from + 1, length - 1), Coder.Context.OUTER);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read an accumulator of the table's state", e);
    }
  }

  @Override
  public void write(int group, Bytes out) {
    if (settling) {
      combine(group);
    }
    write(all.get(group), out);
  }

  private void write(List<Stretch<A>> stretches, Bytes out) {
    out.writeVarInt(stretches.size());
    Bytes scratch = new Bytes(32);
    for (Stretch<A> stretch : stretches) {
      out.writeLong(stretch.start);
      out.writeVarLong(stretch.end - stretch.start);
      boolean emitted = settling && rule instanceof StretchRule.First;
      if (emitted || stretch.value == null) {
        out.writeVarInt(0);
        continue;
      }
      scratch.clear();
      scratch.write(1);
      try {
        coder.encode(fn.compact(value(stretch)), scratch, Coder.Context.OUTER);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot write an accumulator for the table's state", e);
      }
      out.writeVarInt(scratch.size());
      scratch.copyTo(out);
    }
  }

  /** Makes one of what is to be one. */
  void combine(int group) {
    List<Stretch<A>> stretches = all.get(group);
    if (rule instanceof StretchRule.First) {
      // The one that the table has, else the one that came first.
      stretches.sort(Comparator.comparing((Stretch<A> stretch) -> !stretch.old));
      stretches.subList(1, stretches.size()).clear();
      return;
    }
    stretches.sort(Comparator.comparingLong((Stretch<A> stretch) -> stretch.start));
    List<Stretch<A>> absorbed = new ArrayList<>(0);
    List<Stretch<A>> merged = new ArrayList<>(stretches.size());
    Stretch<A> last = null;
    for (Stretch<A> stretch : stretches) {
      if (last != null && stretch.start <= last.end) {
        last = join(last, stretch, absorbed);
        merged.set(merged.size() - 1, last);
      } else {
        merged.add(stretch);
        last = stretch;
      }
    }
    // A span that is still there, under the same name, is not gone.
    absorbed.removeIf(
        old -> merged.stream().anyMatch(now -> now.start == old.start && now.end == old.end));
    all.set(group, merged);
    gone.set(group, absorbed);
  }

  private Stretch<A> join(Stretch<A> left, Stretch<A> right, List<Stretch<A>> absorbed) {
    for (Stretch<A> part : Arrays.asList(left, right)) {
      if (part.old) {
        absorbed.add(new Stretch<>(part.start, part.end, null, true));
      }
    }
    Stretch<A> both =
        new Stretch<>(
            left.start,
            Math.max(left.end, right.end),
            fn.mergeAccumulators(Arrays.asList(value(left), value(right))),
            false);
    both.touched = left.touched || right.touched;
    return both;
  }

  /** After they were settled and written: the stretches of a group. */
  @Override
  public List<Stretch<A>> extract(int group) {
    return all.get(group);
  }

  /** After they were settled and written: those that are no longer there as they were. */
  List<Stretch<A>> gone(int group) {
    return gone.get(group);
  }

  /** Takes those out that {@code late} names, before they are settled; they are returned. */
  List<Stretch<A>> take(int group, java.util.function.Predicate<Stretch<A>> late) {
    List<Stretch<A>> taken = new ArrayList<>(0);
    all.get(group)
        .removeIf(
            stretch -> {
              boolean is = late.test(stretch);
              if (is) {
                taken.add(stretch);
              }
              return is;
            });
    return taken;
  }

  /** The least end of the stretches written at {@code bytes[from, ...)}. */
  static long leastEnd(byte[] bytes, int from) {
    long least = StretchRule.NEVER;
    Bytes.Cursor in = new Bytes.Cursor(bytes);
    in.at = from;
    int count = in.readVarInt();
    for (int i = 0; i < count; i++) {
      long start = in.readLong();
      least = Math.min(least, start + in.readVarLong());
      int length = in.readVarInt();
      in.at += length;
    }
    return least;
  }

  /** Whether any of the stretches written at {@code bytes[from, ...)} is late at {@code micros}. */
  static boolean anyLate(StretchRule rule, byte[] bytes, int from, long micros) {
    Bytes.Cursor in = new Bytes.Cursor(bytes);
    in.at = from;
    int count = in.readVarInt();
    for (int i = 0; i < count; i++) {
      long start = in.readLong();
      if (rule.lateFrom(start, start + in.readVarLong()) <= micros) {
        return true;
      }
      int length = in.readVarInt();
      in.at += length;
    }
    return false;
  }

  @Override
  public void clear(int groups) {
    settling = false;
    all = new ArrayList<>();
    gone = new ArrayList<>();
  }
}
