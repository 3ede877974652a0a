package dev.cauce.benchmarks.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.benchmarks.text.TextLines;
import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.joda.time.Instant;
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

/**
 * Blocks of lines as they go from one worker to another; time a line of 10 words. For blocks of
 * groups see {@code TableBench}.
 */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CoderBench {
  private static final int LINES = 4_000;

  /** Whether all lines have one time, or each its own. */
  @Param({"one", "each"})
  public String times = "one";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 19);
  private Lines lines = Lines.of("text", new Instant(0), List.of(""));
  private byte[] encoded = {};

  /** Makes the block. */
  @Setup
  public void block() throws IOException {
    List<String> text = new String(TextLines.of(LINES, 10, 10_000), UTF_8).lines().toList();
    Lines.Builder block = Lines.builder("text");
    for (int i = 0; i < LINES; i++) {
      block.add(text.get(i), times.equals("one") ? 0 : 10L * i);
    }
    lines = block.build();
    encoded = encode().toByteArray();
  }

  /** Writes the block. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public ByteArrayOutputStream encode() throws IOException {
    out.reset();
    LinesCoder.of().encode(lines, out);
    return out;
  }

  /** Reads the block. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public Lines decode() throws IOException {
    return LinesCoder.of().decode(new ByteArrayInputStream(encoded));
  }
}
