package dev.cauce.benchmarks.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.benchmarks.text.TextLines;
import dev.cauce.row.Lines;
import dev.cauce.table.Grouping;
import dev.cauce.text.Words;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.joda.time.Instant;
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
import org.openjdk.jmh.infra.Blackhole;

/** Lines into words; time a word, as they are between spaces. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WordBench {
  private static final int LINES = 1_000;
  private static final int PER_LINE = 10;

  /** What a word is. */
  @Param({"spaces", "letters", "letters-lower", "regex"})
  public String rule = "spaces";

  private @Nullable Grouping<Lines, String, @Nullable Void> words;
  private Lines lines = Lines.of("text", new Instant(0), List.of(""));

  /** Makes the text. */
  @Setup
  public void text() throws IOException {
    String text = new String(TextLines.of(LINES, PER_LINE, 10_000), UTF_8);
    lines = Lines.of("text", new Instant(0), text.lines().toList());
    words =
        switch (rule) {
          case "spaces" -> Words.spaces().grouping();
          case "letters" -> Words.letters().grouping();
          case "letters-lower" -> Words.letters().lowerCase().grouping();
          default -> Words.splitBy(Pattern.compile("\\W+"), false).grouping();
        };
  }

  /** As a table takes them: bytes, without an object for each. */
  @Benchmark
  @OperationsPerInvocation(LINES * PER_LINE)
  public void split(Blackhole out) {
    if (words != null) {
      words.group(lines, 0, (bytes, from, to, micros, nothing) -> out.consume(to - from));
    }
  }
}
