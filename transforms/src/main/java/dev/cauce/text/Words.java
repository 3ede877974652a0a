package dev.cauce.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.row.Lines;
import dev.cauce.table.Grouping;
import java.util.regex.Pattern;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Takes lines apart into words: each word becomes an element, with the event time of its line, in
 * the order of the line. Bounded or unbounded as its input; keeps no state.
 *
 * <p>To count words, give {@link #grouping} to a {@link dev.cauce.table.Table} instead: it finds
 * the same words, but they stay bytes and never become elements.
 */
public final class Words extends PTransform<PCollection<Lines>, PCollection<String>> {
  private final WordRule rule;

  private Words(WordRule rule) {
    this.rule = rule;
  }

  /**
   * Words as people mean them: runs of letters of any script, with the marks that belong to them.
   * {@code "don't"} is two words.
   */
  public static Words letters() {
    return new Words(new LettersRule());
  }

  /**
   * Words as in Spark's quick start, {@code split(line, " ")}: what is between single spaces, with
   * punctuation and capitals, and with the empty words before, between and after spaces. An empty
   * line is one empty word.
   */
  public static Words spaces() {
    return new Words(new SpacesRule());
  }

  /**
   * Words between the matches of the regular expression {@code pattern}.
   *
   * @param keepTrailing whether empty words at the end of a line count: Spark's SQL function {@code
   *     split} keeps them, Java's {@code String.split} does not
   */
  public static Words splitBy(Pattern pattern, boolean keepTrailing) {
    return new Words(new PatternRule(pattern, keepTrailing, false));
  }

  /** These words in lower case, by the rules of no particular language. */
  public Words lowerCase() {
    return new Words(
        rule instanceof PatternRule pattern ? pattern.inLowerCase() : new LowerCaseRule(rule));
  }

  /** These words as the keys of a table. */
  public Grouping<Lines, String, @Nullable Void> grouping() {
    return new ByWord(rule);
  }

  @Override
  public PCollection<String> expand(PCollection<Lines> input) {
    return input.apply("Split", ParDo.of(new SplitFn(rule))).setCoder(StringUtf8Coder.of());
  }

  private static final class SplitFn extends DoFn<Lines, String> {
    /** A block that holds late rows has the timestamp of the watermark. */
    @Override
    @Deprecated
    public Duration getAllowedTimestampSkew() {
      return Duration.millis(Long.MAX_VALUE);
    }

    private final WordRule rule;

    SplitFn(WordRule rule) {
      this.rule = rule;
    }

    @ProcessElement
    public void process(@Element Lines lines, OutputReceiver<String> out) {
      Output words = new Output(out);
      for (int i = 0; i < lines.size(); i++) {
        words.time = new Instant(lines.millis(i));
        rule.split(lines.bytes(), lines.start(i), lines.end(i), words);
      }
    }
  }

  private static final class Output extends WordRule.Sink {
    private final DoFn.OutputReceiver<String> out;
    private Instant time = BoundedWindow.TIMESTAMP_MIN_VALUE;

    Output(DoFn.OutputReceiver<String> out) {
      this.out = out;
    }

    @Override
    void words(byte[] bytes, int count) {
      for (int i = 0; i < 2 * count; i += 2) {
        String word = new String(bytes, edges[i], edges[i + 1] - edges[i], UTF_8);
        out.outputWithTimestamp(word, time);
      }
    }
  }

  /** Gathers the words of several lines, since a table takes many at once for less. */
  private static final class Keys extends WordRule.Sink {
    private static final int MANY = 2 * MOST;

    private final Grouping.Rows<@Nullable Void> rows;
    private final byte[] lines; // the lines' own bytes, which nobody writes to
    private final int[] gathered = new int[2 * MANY];
    private int size;
    private long micros;

    Keys(Grouping.Rows<@Nullable Void> rows, byte[] lines) {
      this.rows = rows;
      this.lines = lines;
    }

    /** The words to come have this time. */
    void at(long time) {
      if (time != micros) {
        flush();
        micros = time;
      }
    }

    @Override
    @SuppressWarnings("NullAway") // there is nothing to aggregate but the word itself
    void words(byte[] bytes, int count) {
      if (bytes != lines) {
        flush();
        rows.addAll(bytes, edges, count, micros, null);
        return;
      }
      if (size + count > MANY) {
        flush();
      }
      System.arraycopy(edges, 0, gathered, 2 * size, 2 * count);
      size += count;
    }

    @SuppressWarnings("NullAway") // as above
    void flush() {
      if (size > 0) {
        rows.addAll(lines, gathered, size, micros, null);
        size = 0;
      }
    }
  }

  private record ByWord(WordRule rule) implements Grouping<Lines, String, @Nullable Void> {
    @Override
    @SuppressWarnings("NullAway") // there is nothing to aggregate but the word itself
    public void group(Lines lines, long micros, Rows<@Nullable Void> rows) {
      Keys keys = new Keys(rows, lines.bytes());
      for (int i = 0; i < lines.size(); i++) {
        keys.at(1000 * lines.millis(i));
        rule.split(lines.bytes(), lines.start(i), lines.end(i), keys);
      }
      keys.flush();
    }

    @Override
    public Coder<String> keyCoder(CoderRegistry registry) {
      return StringUtf8Coder.of();
    }

    @Override
    public Coder<@Nullable Void> inputCoder(CoderRegistry registry, Coder<Lines> elements) {
      return VoidCoder.of();
    }
  }
}
