package dev.cauce.pipelines;

import dev.cauce.row.Lines;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Table;
import dev.cauce.table.TableUpdate;
import dev.cauce.text.Words;
import java.util.List;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * Counts words: a table with the key column {@code word} and the column {@code count}, in update
 * mode unless told otherwise. Takes bounded and unbounded input.
 *
 * <p>Holds one row for each different word, for ever: the table has no windows.
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
  public boolean aggregates() {
    return true;
  }

  @Override
  public PTransform<PCollection<Lines>, PCollection<TableUpdate>> with(FlowSettings settings) {
    Words words = settings.value(WORDS).equals("spaces") ? Words.spaces() : Words.letters();
    if (settings.isSet(IGNORE_CASE)) {
      words = words.lowerCase();
    }
    OutputMode mode = settings.mode();
    return Table.of(words.grouping(), Count.<@Nullable Void>combineFn())
        .columns("word", "count")
        .every(settings.trigger())
        .emitting(mode == null ? OutputMode.UPDATE : mode);
  }
}
