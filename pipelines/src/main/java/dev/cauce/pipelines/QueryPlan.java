package dev.cauce.pipelines;

import dev.cauce.query.Query;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/** A question to the rows of lines. */
record QueryPlan(
    Query query, InputOptions.Input input, OutputMode mode, Duration every, boolean hasLateRows)
    implements FlowPlan {
  @Override
  public @Nullable EventTime eventTime() {
    return input.eventTime();
  }

  @Override
  public boolean hasDeadLetters() {
    return true;
  }

  @Override
  public String columns() {
    return ColumnTexts.ofTable(query.columns());
  }

  @Override
  public boolean hasKey() {
    return !TableUpdate.keyColumns(query.columns()).isEmpty();
  }

  @Override
  public List<String> notes() {
    return input.note() == null ? List.of() : List.of(input.note());
  }

  @Override
  public List<String> refusals(boolean bounded) {
    return query.check(mode, bounded);
  }

  @Override
  public List<String> facts(boolean bounded) {
    return query.explain(mode, bounded);
  }

  @Override
  public PTransform<PCollection<Lines>, PCollection<TableUpdate>> table(
      @Nullable DeadLetters unusable, @Nullable DeadLetters late) {
    return query.ofLines(input.format(), new Query.Settings(mode, every, unusable, late));
  }
}
