package dev.cauce.pipelines;

import dev.cauce.text.Words;
import java.util.List;

/**
 * Counts words: a table with the key column {@code word} and the column {@code count}, in update
 * mode unless told otherwise. Takes bounded and unbounded input.
 *
 * <p>Holds one row for each different word, for ever; with windows one for each window and word,
 * until the watermark has passed the window. Lines have no columns, so their event time is found by
 * {@code regex:PATTERN[;FORMAT]} or {@code json:FIELD[:FORMAT]}.
 */
public final class WordCount implements Flow {
  /** What a word is: {@code letters} (default) or {@code spaces}. */
  public static final FlowOption WORDS =
      FlowOption.oneOf(
          "words",
          "What a word is: letters of any script, or what Spark's split(\" \") gives,"
              + " empty strings included.",
          "letters",
          "spaces");

  /** Whether {@code The} is the same word as {@code the}. */
  public static final FlowOption IGNORE_CASE =
      FlowOption.flag("ignore-case", "Count words in lower case.");

  /** For {@link java.util.ServiceLoader}. */
  public WordCount() {}

  @Override
  public String name() {
    return "wordcount";
  }

  @Override
  public String summary() {
    return "Counts words.";
  }

  @Override
  public List<FlowOption> options() {
    return List.of(WORDS, IGNORE_CASE);
  }

  @Override
  public FlowPlan plan(FlowSettings settings) {
    Words words = settings.value(WORDS).equals("spaces") ? Words.spaces() : Words.letters();
    if (settings.isSet(IGNORE_CASE)) {
      words = words.lowerCase();
    }
    return WordCountPlan.of(words, settings);
  }
}
