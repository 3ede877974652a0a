package dev.cauce.pipelines;

import dev.cauce.query.Query;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A report of {@link Clicks} that is a question to page views.
 *
 * @param exact the question that keeps every visitor
 * @param approximate the same in bounded space; the same object if it keeps none
 * @param counts which of them it is: {@code auto}, {@code exact} or {@code approximate}
 */
record ClickReportPlan(
    Query exact,
    Query approximate,
    String counts,
    boolean late,
    ClicksInput input,
    OutputMode mode,
    Duration every)
    implements FlowPlan {
  /** The plan; refuses an order or a limit that does not fit. */
  static FlowPlan of(
      ClickReport report, ClicksInput input, OutputMode mode, FlowSettings settings) {
    Query views =
        Query.of(input.views().schema()).eventTime("time", settings.table().latenessOrNone());
    Query exact = finished(report.of(views, true), settings);
    return new ClickReportPlan(
        exact,
        report.countsVisitors() ? finished(report.of(views, false), settings) : exact,
        settings.value(Clicks.COUNTS),
        report.window() != null || !report.countsVisitors(),
        input,
        mode,
        settings.trigger());
  }

  private static Query finished(Query query, FlowSettings settings) {
    List<String> problems = new ArrayList<>();
    Query[] finished = {query};
    QueryBuilder.finish(
        settings.table(),
        (option, step) -> {
          try {
            finished[0] = step.apply(finished[0]);
          } catch (IllegalArgumentException refused) {
            problems.add("--" + option + ": " + refused.getMessage());
          }
        });
    if (!problems.isEmpty()) {
      throw new RefusedException(problems);
    }
    return finished[0];
  }

  private boolean isExact(boolean bounded) {
    return counts.equals("auto") ? bounded : counts.equals("exact");
  }

  private Query query(boolean bounded) {
    return isExact(bounded) ? exact : approximate;
  }

  @Override
  public EventTime eventTime() {
    return input.eventTime();
  }

  @Override
  public boolean hasDeadLetters() {
    return true;
  }

  @Override
  public boolean hasLateRows() {
    return late;
  }

  @Override
  public String columns() {
    return ColumnTexts.ofTable(exact.columns());
  }

  @Override
  public boolean hasKey() {
    return !TableUpdate.keyColumns(exact.columns()).isEmpty();
  }

  @Override
  public List<String> notes() {
    return input.note() == null ? List.of() : List.of(input.note());
  }

  @Override
  public List<String> refusals(boolean bounded) {
    return query(bounded).check(mode, bounded);
  }

  @Override
  public List<String> facts(boolean bounded) {
    List<String> facts = new ArrayList<>(List.of(input.counted()));
    if (exact != approximate) {
      facts.add(
          isExact(bounded)
              ? "visitors: exact, each is kept for as long as its group"
              : "visitors: exact up to 128 in a group, above it within a standard error of 2.4 %,"
                  + " in 1 KiB");
    }
    facts.addAll(query(bounded).explain(mode, bounded));
    return facts;
  }

  @Override
  public PTransform<PCollection<Lines>, PCollection<TableUpdate>> table(
      @Nullable DeadLetters unusable, @Nullable DeadLetters late) {
    return new Report(this, new Query.Settings(mode, every, unusable, late));
  }

  /** Asks the one of the questions that suits the input. */
  private static final class Report
      extends PTransform<PCollection<Lines>, PCollection<TableUpdate>> {
    private final ClickReportPlan plan;
    private final Query.Settings settings;

    Report(ClickReportPlan plan, Query.Settings settings) {
      this.plan = plan;
      this.settings = settings;
    }

    @Override
    public PCollection<TableUpdate> expand(PCollection<Lines> lines) {
      Query query = plan.query(lines.isBounded() == IsBounded.BOUNDED);
      return lines.apply("Report", query.ofLines(plan.input.views(), settings));
    }
  }
}
