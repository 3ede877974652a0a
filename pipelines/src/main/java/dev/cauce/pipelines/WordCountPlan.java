package dev.cauce.pipelines;

import dev.cauce.query.Query;
import dev.cauce.query.Windowing;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Table;
import dev.cauce.table.TableUpdate;
import dev.cauce.table.TableUpdateCoder;
import dev.cauce.text.Words;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The counts of words, set up. Asks {@link Query} only what a plain count over no windows need not
 * ask: the start of a small run is short because it loads nothing of it.
 */
record WordCountPlan(
    Words words,
    OutputMode mode,
    Duration every,
    TableOptions options,
    @Nullable EventTime eventTime)
    implements FlowPlan {
  private static final Schema WORD = Schema.builder().addStringField("word").build();

  static FlowPlan of(Words words, FlowSettings settings) {
    List<String> problems = new ArrayList<>();
    TableOptions options = settings.table();
    if (options.window() == null && options.eventTime() != null) {
      problems.add("--event-time needs --window: without windows a word counts at any time.");
    }
    if (options.window() == null && options.lateness() != null) {
      problems.add("--lateness needs --window: without windows no word is late.");
    }
    Windowing window = options.window();
    if (window != null && window.gap() != null) {
      problems.add(
          "--window \"session:" + window.gap() + "\": a line has no columns, so write a duration.");
    }
    EventTime eventTime = null;
    try {
      eventTime = options.eventTime() == null ? null : LineTimes.parse(options.eventTime());
    } catch (IllegalArgumentException refused) {
      problems.add("--event-time: " + refused.getMessage());
    }
    OutputMode mode = settings.mode() == null ? OutputMode.UPDATE : settings.mode();
    WordCountPlan plan = new WordCountPlan(words, mode, settings.trigger(), options, eventTime);
    if (plan.isFinished()) {
      Query[] query = {plan.counted()};
      QueryBuilder.finish(
          options,
          (option, step) -> {
            try {
              query[0] = step.apply(query[0]);
            } catch (IllegalArgumentException refused) {
              problems.add("--" + option + ": " + refused.getMessage());
            }
          });
    }
    if (!problems.isEmpty()) {
      throw new RefusedException(problems);
    }
    return plan;
  }

  private boolean isFinished() {
    return !options.orderBy().isBlank() || options.limit() != null;
  }

  /** The same as a question, to be asked about it. */
  private Query counted() {
    return Query.of(WORD)
        .arriving(options.latenessOrNone())
        .groupBy(options.window(), List.of("word"), "count");
  }

  private Query finished(Query counted) {
    Query[] query = {counted};
    QueryBuilder.finish(options, (option, step) -> query[0] = step.apply(query[0]));
    return query[0];
  }

  @Override
  public boolean hasDeadLetters() {
    return eventTime != null && !eventTime.isArrival();
  }

  @Override
  public boolean hasLateRows() {
    return options.window() != null;
  }

  @Override
  public String columns() {
    return ColumnTexts.ofTable(counted().columns());
  }

  @Override
  public boolean hasKey() {
    return true;
  }

  @Override
  public List<String> refusals(boolean bounded) {
    boolean appends = mode == OutputMode.APPEND && !bounded;
    return appends || isFinished() ? finished(counted()).check(mode, bounded) : List.of();
  }

  @Override
  public List<String> facts(boolean bounded) {
    return finished(counted()).explain(mode, bounded);
  }

  @Override
  public PTransform<PCollection<Lines>, PCollection<TableUpdate>> table(
      @Nullable DeadLetters unusable, @Nullable DeadLetters late) {
    Table<Lines, String, Long> counts =
        Table.of(words.grouping(), Count.<@Nullable Void>combineFn())
            .columns("word", "count")
            .withLateness(options.latenessOrNone())
            .every(every)
            .emitting(mode);
    if (options.window() != null) {
      counts = counts.over(options.window().windowFn());
    }
    if (late != null) {
      counts = counts.withLateRowsTo(late);
    }
    if (!isFinished()) {
      return counts;
    }
    return new Ordered(counts, this);
  }

  /** The counts, and then their order and limit. */
  private static final class Ordered
      extends PTransform<PCollection<Lines>, PCollection<TableUpdate>> {
    private final Table<Lines, String, Long> counts;
    private final WordCountPlan plan;

    Ordered(Table<Lines, String, Long> counts, WordCountPlan plan) {
      this.counts = counts;
      this.plan = plan;
    }

    @Override
    public PCollection<TableUpdate> expand(PCollection<Lines> lines) {
      PCollection<TableUpdate> table = lines.apply("Count", counts);
      Schema columns = ((TableUpdateCoder) table.getCoder()).schema();
      return table.apply("Order", plan.finished(Query.of(columns)).ofTable());
    }
  }
}
