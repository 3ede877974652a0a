package dev.cauce.io;

import dev.cauce.benchmarks.text.TextLines;
import dev.cauce.row.Lines;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Bytes into lines, of 10 words each; time a line. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LineBench {
  private static final int LINES = 10_000;
  private static final int CHUNK = 64 << 10;

  private byte[] text = {};

  /** Makes the text. */
  @Setup
  public void text() throws IOException {
    text = TextLines.of(LINES, 10, 10_000);
  }

  /** As files are cut: into blocks, checked for malformed UTF-8 on the way. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public void file(Blackhole blocks) throws IOException {
    int[] at = {0};
    FileCutter.Bytes in =
        (into, from, length) -> {
          int read = Math.min(Math.min(length, CHUNK), text.length - at[0]);
          System.arraycopy(text, at[0], into, from, read);
          at[0] += read;
          return read == 0 ? -1 : read;
        };
    FileCutter cutter =
        new FileCutter(
            in,
            new FileCutter.Scratch(),
            FileRows.DEFAULT,
            new FileCounts(),
            0,
            false,
            Long.MAX_VALUE,
            true);
    while (!cutter.ended()) {
      Lines.Builder block = Lines.builder("file");
      cutter.fill(block, 0, Long.MAX_VALUE);
      if (block.size() > 0) {
        blocks.consume(block.build());
      }
    }
  }

  /** As sockets are: a piece at a time. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public void stream(Blackhole lines) {
    LineCutter cutter =
        new LineCutter(
            1 << 20,
            new LineCutter.Rows() {
              @Override
              public void row(byte[] bytes, int from, int to) {
                lines.consume(to - from);
              }

              @Override
              public void oversized() {
                throw new IllegalStateException("no line is that long");
              }
            });
    for (int from = 0; from < text.length; from += CHUNK) {
      cutter.cut(text, from, Math.min(text.length, from + CHUNK));
    }
    cutter.finish();
  }
}
