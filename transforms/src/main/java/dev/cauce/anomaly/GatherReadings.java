package dev.cauce.anomaly;

import dev.cauce.row.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Gathers readings by series where they are read, and hands what a bundle gathered to each shard as
 * one block when the bundle ends. Holds at most {@link #FLUSH} bytes of them.
 */
final class GatherReadings<A> extends DoFn<A, KV<Integer, byte[]>> {
  // Not more: what lives long is copied by the collector, and sorted outside the nearer caches.
  private static final long FLUSH = 4 << 20;

  private final Readings<A> readings;
  private final int shards;
  private final boolean hasDeadLetters;
  private final TupleTag<KV<Integer, byte[]>> blocksTag;
  private final TupleTag<DeadLetter> deadTag;

  private transient @Nullable ReadingLog log;
  private transient List<DeadLetter> rejected = new ArrayList<>();
  private transient Instant least = GlobalWindow.INSTANCE.maxTimestamp();

  GatherReadings(
      Readings<A> readings,
      int shards,
      boolean hasDeadLetters,
      TupleTag<KV<Integer, byte[]>> blocksTag,
      TupleTag<DeadLetter> deadTag) {
    this.readings = readings;
    this.shards = shards;
    this.hasDeadLetters = hasDeadLetters;
    this.blocksTag = blocksTag;
    this.deadTag = deadTag;
  }

  @Setup
  public void setUp() {
    log = new ReadingLog();
  }

  @StartBundle
  public void start() {
    log().clear();
    rejected = new ArrayList<>();
    least = GlobalWindow.INSTANCE.maxTimestamp();
  }

  @ProcessElement
  public void process(@Element A element, @Timestamp Instant time, MultiOutputReceiver out) {
    ReadingLog present = log();
    least = time.isBefore(least) ? time : least;
    readings.read(element, 1000 * time.getMillis(), taker(present));
    rejected.forEach(out.get(deadTag)::output);
    rejected.clear();
    if (present.bytes() > FLUSH) {
      byte[][] blocks = present.write(shards);
      for (int shard = 0; shard < shards; shard++) {
        if (blocks[shard] != null) {
          out.get(blocksTag).output(KV.of(shard, blocks[shard]));
        }
      }
      present.clear();
    }
  }

  private Readings.Taker taker(ReadingLog to) {
    return new Readings.Taker() {
      @Override
      public void reading(byte[] name, int from, int end, long micros, double[] values) {
        to.add(name, from, end, micros, values);
      }

      @Override
      public void reject(DeadLetter letter) {
        if (!hasDeadLetters) {
          throw letter.failure(
              "Give a place for rows like this, with withDeadLetters or --dead-letters.");
        }
        rejected.add(letter);
      }
    };
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    ReadingLog present = log();
    if (!present.isEmpty()) {
      byte[][] blocks = present.write(shards);
      for (int shard = 0; shard < shards; shard++) {
        if (blocks[shard] != null) {
          context.output(blocksTag, KV.of(shard, blocks[shard]), least, GlobalWindow.INSTANCE);
        }
      }
    }
  }

  private ReadingLog log() {
    ReadingLog present = log;
    if (present == null) {
      throw new IllegalStateException("not set up");
    }
    return present;
  }
}
