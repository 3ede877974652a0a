package dev.cauce.table;

import dev.cauce.benchmarks.text.Vocabulary;
import dev.cauce.benchmarks.text.Zipf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Words into a table that counts them, as often as in natural text; time a word. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TableBench {
  private static final int WORDS = 100_000;
  private static final int SHARDS = 32;

  /** How many different words there are. */
  @Param({"1000", "100000", "1000000"})
  public int keys;

  private final int[] edges = new int[2 * WORDS];
  private byte[] bytes = {};
  private Blocks<@Nullable Void, Long> full = table();
  private Blocks<@Nullable Void, Long> bundle = table();
  private byte[][] written = {};

  private static Blocks<@Nullable Void, Long> table() {
    return new Blocks<>(Accumulators.Counts::new);
  }

  /** Makes the words, and a table that holds them all. */
  @SuppressWarnings("NullAway") // there is nothing to aggregate but the word itself
  @Setup
  public void words() throws IOException {
    Vocabulary words = Vocabulary.of(Path.of("examples/books"), keys);
    Zipf zipf = new Zipf(keys);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < WORDS; i++) {
      int rank = zipf.next(random);
      edges[2 * i] = words.start(rank);
      edges[2 * i + 1] = words.end(rank);
    }
    bytes = words.bytes();
    full = table();
    for (int i = 0; i < keys; i++) {
      full.table(Span.ALL).add(bytes, words.start(i), words.end(i), 0, null);
    }
    bundle = table();
    addTo(bundle);
    written = bundle.write(SHARDS);
  }

  @SuppressWarnings("NullAway") // there is nothing to aggregate but the word itself
  private int addTo(Blocks<@Nullable Void, Long> blocks) {
    GroupTable<@Nullable Void, Long> table = blocks.table(Span.ALL);
    table.addAll(bytes, edges, WORDS, 0, null);
    return table.size();
  }

  /** Into a table in which each word is already. */
  @Benchmark
  @OperationsPerInvocation(WORDS)
  public int add() {
    return addTo(full);
  }

  /** What a bundle does: into an empty table, which is then written as a block for each shard. */
  @Benchmark
  @OperationsPerInvocation(WORDS)
  public byte[][] bundle() {
    bundle.clear();
    addTo(bundle);
    return bundle.write(SHARDS);
  }

  /** What a shard does: a bundle's blocks into a table in which each word is already. */
  @Benchmark
  @OperationsPerInvocation(WORDS)
  public Object merge() {
    for (byte[] block : written) {
      if (block != null) {
        full.merge(block);
      }
    }
    return full;
  }
}
