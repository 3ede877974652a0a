package dev.cauce.pipelines;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of rows of one key each: at first each key once, then random ones, at the rate that the
 * program in this JVM sets. Not for anything that restarts.
 */
final class StateCostSource extends UnboundedSource<Lines, StateCostSource.Mark> {
  private static final int BLOCK = 64 << 10;
  private static final LongAdder ROWS = new LongAdder();
  private static volatile Phase phase = Phase.WAIT;
  private static volatile int rate;

  private final int keys;
  private final int first;
  private final int step;

  private StateCostSource(int keys, int first, int step) {
    this.keys = keys;
    this.first = first;
    this.step = step;
  }

  enum Phase {
    WAIT,
    FILL,
    RANDOM,
    END
  }

  static StateCostSource of(int keys) {
    return new StateCostSource(keys, 0, 1);
  }

  static void enter(Phase next) {
    phase = next;
  }

  /** Random rows, so many a second; 0 for as many as are taken. */
  static void rate(int rowsPerSecond) {
    rate = rowsPerSecond;
    phase = Phase.RANDOM;
  }

  static long rows() {
    return ROWS.sum();
  }

  @Override
  public List<StateCostSource> split(int desired, PipelineOptions options) {
    List<StateCostSource> splits = new ArrayList<>();
    for (int i = 0; i < desired; i++) {
      splits.add(new StateCostSource(keys, i, desired));
    }
    return splits;
  }

  @Override
  public UnboundedReader<Lines> createReader(PipelineOptions options, @Nullable Mark mark) {
    return new Reader(this);
  }

  @Override
  public Coder<Mark> getCheckpointMarkCoder() {
    return new MarkCoder();
  }

  @Override
  public Coder<Lines> getOutputCoder() {
    return LinesCoder.of();
  }

  /** Nothing: this source does not go on. */
  record Mark() implements CheckpointMark {
    @Override
    public void finalizeCheckpoint() {}
  }

  private static final class MarkCoder extends AtomicCoder<Mark> {
    @Override
    public void encode(Mark mark, OutputStream out) throws IOException {
      VarIntCoder.of().encode(1, out);
    }

    @Override
    public Mark decode(InputStream in) throws IOException {
      VarIntCoder.of().decode(in);
      return new Mark();
    }
  }

  private static final class Reader extends UnboundedReader<Lines> {
    private final StateCostSource source;
    private final SplittableRandom random;
    private final Lines.Builder block = Lines.builder("keys");
    private final byte[] key = new byte[12];
    private int filled;
    private long due = Long.MIN_VALUE;
    private @Nullable Lines current;

    Reader(StateCostSource source) {
      this.source = source;
      this.random = new SplittableRandom(source.first);
      this.filled = source.first;
      System.arraycopy("w00000000000".getBytes(US_ASCII), 0, key, 0, key.length);
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      current = null;
      long now = System.currentTimeMillis();
      if (phase == Phase.FILL) {
        for (; filled < source.keys && block.length() < BLOCK; filled += source.step) {
          add(filled, now);
        }
      } else if (phase == Phase.RANDOM) {
        int rows = BLOCK / key.length;
        if (rate > 0) {
          long nanos = System.nanoTime();
          if (due == Long.MIN_VALUE) {
            due = nanos;
          }
          long each = TimeUnit.SECONDS.toNanos(1) * source.step / rate;
          rows = (int) Math.min(rows, (nanos - due) / each);
          if (rows < rate / source.step / 100) {
            rows = 0; // a block every 10 ms
          }
          due += rows * each;
        }
        for (int i = 0; i < rows; i++) {
          add(random.nextInt(source.keys), now);
        }
      }
      if (block.size() == 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        return false;
      }
      current = block.build();
      ROWS.add(current.size());
      return true;
    }

    private void add(int number, long now) {
      int rest = number;
      for (int at = key.length - 1; at > key.length - 9; at--) {
        key[at] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      block.add(key, 0, key.length, now);
    }

    @Override
    public Lines getCurrent() {
      if (current == null) {
        throw new NoSuchElementException();
      }
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return getCurrent().least();
    }

    @Override
    public Instant getWatermark() {
      return phase == Phase.END ? BoundedWindow.TIMESTAMP_MAX_VALUE : new Instant(0);
    }

    @Override
    public Mark getCheckpointMark() {
      return new Mark();
    }

    @Override
    public StateCostSource getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
