package dev.cauce.pipelines;

import dev.cauce.fraud.ScorePayments;
import dev.cauce.query.Query;
import dev.cauce.query.Windowing;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Table;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Alerts of payments, or cases of them.
 *
 * @param cases what is asked of alerts in update and complete mode
 * @param scores takes every payment with its score; null for nobody
 */
record FraudPlan(
    FraudInput input,
    double threshold,
    Query cases,
    @Nullable PTransform<PCollection<TableUpdate>, PDone> scores,
    OutputMode mode,
    Duration every,
    Duration lateness)
    implements FlowPlan {
  /** The plan; refuses an order, a limit or a sink that does not fit. */
  static FlowPlan of(
      FraudInput input, double threshold, Duration gap, OutputMode mode, FlowSettings settings) {
    List<String> problems = new ArrayList<>();
    TableOptions table = settings.table();
    Query cases =
        Query.of(ScorePayments.SCHEMA)
            .eventTime("time", Duration.ZERO)
            .groupBy(
                Windowing.session(gap),
                List.of("card"),
                "count as alerts, sum(amount) as amount, max(score) as score, max_by(time, score)"
                    + " as worst_time, max_by(id, score) as worst_id, max_by(reasons, score) as"
                    + " reasons");
    Query[] finished = {cases};
    if (mode == OutputMode.COMPLETE) {
      QueryBuilder.finish(
          table,
          (option, step) -> {
            try {
              finished[0] = step.apply(finished[0]);
            } catch (IllegalArgumentException refused) {
              problems.add("--" + option + ": " + refused.getMessage());
            }
          });
    } else if (!table.orderBy().isBlank() || table.limit() != null) {
      problems.add("--order-by and --limit belong to --mode complete: leave them out.");
    }
    PTransform<PCollection<TableUpdate>, PDone> scores = settings.sink(Fraud.ALL_SCORES, problems);
    if (!problems.isEmpty()) {
      throw new RefusedException(problems);
    }
    return new FraudPlan(
        input, threshold, finished[0], scores, mode, settings.trigger(), table.latenessOrNone());
  }

  private boolean isAppend() {
    return mode == OutputMode.APPEND;
  }

  @Override
  public @Nullable EventTime eventTime() {
    return input.rows().eventTime();
  }

  @Override
  public boolean hasDeadLetters() {
    return true;
  }

  @Override
  public boolean hasLateRows() {
    return true;
  }

  @Override
  public String columns() {
    return ColumnTexts.ofTable(isAppend() ? ScorePayments.SCHEMA : cases.columns());
  }

  @Override
  public boolean hasKey() {
    return !isAppend();
  }

  @Override
  public List<String> notes() {
    return List.of(input.note());
  }

  @Override
  public List<String> refusals(boolean bounded) {
    return isAppend() ? List.of() : cases.check(mode, bounded);
  }

  @Override
  public List<String> facts(boolean bounded) {
    List<String> facts = new ArrayList<>();
    if (isAppend()) {
      facts.add(
          bounded
              ? "rows: an alert each, when the input has ended"
              : "rows: an alert each, once the watermark has reached the payment");
    } else {
      facts.addAll(cases.explain(mode, bounded));
    }
    facts.add(
        bounded
            ? "state: none is kept; the payments are sorted in memory, in 8 parts"
            : "state: of each card its payments of 7 days (512 at most) and 64 places, of each place"
                + " 32 bytes, until nothing is seen of it for "
                + ScorePayments.REMEMBERED.getStandardDays()
                + " days: bounded");
    return facts;
  }

  @Override
  public PTransform<PCollection<Lines>, PCollection<TableUpdate>> table(
      @Nullable DeadLetters unusable, @Nullable DeadLetters late) {
    return new Scored(this, unusable, late);
  }

  private static final class Scored
      extends PTransform<PCollection<Lines>, PCollection<TableUpdate>> {
    private final FraudPlan plan;
    private final @Nullable DeadLetters unusable;
    private final @Nullable DeadLetters late;

    Scored(FraudPlan plan, @Nullable DeadLetters unusable, @Nullable DeadLetters late) {
      this.plan = plan;
      this.unusable = unusable;
      this.late = late;
    }

    @Override
    public PCollection<TableUpdate> expand(PCollection<Lines> lines) {
      double threshold = plan.threshold;
      PCollection<Row> rows =
          lines.apply(
              "Score",
              ScorePayments.of(
                  plan.input.rows().format(),
                  plan.input.columns(),
                  plan.scores == null ? threshold : 0,
                  plan.lateness,
                  unusable,
                  late));
      if (plan.scores != null) {
        rows.apply("Scores", Table.ofRows().every(plan.every).emitting(OutputMode.APPEND))
            .apply("Write scores", plan.scores);
        rows =
            rows.apply(
                    "Alerts",
                    Filter.by(
                        (Row row) -> Objects.requireNonNull(row.getDouble("score")) >= threshold))
                .setRowSchema(ScorePayments.SCHEMA);
      }
      if (plan.isAppend()) {
        return rows.apply("Table", Table.ofRows().every(plan.every).emitting(OutputMode.APPEND));
      }
      return rows.apply(
          "Cases", plan.cases.ofRows(new Query.Settings(plan.mode, plan.every, null, late)));
    }
  }
}
