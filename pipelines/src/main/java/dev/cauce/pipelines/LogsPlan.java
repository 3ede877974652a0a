package dev.cauce.pipelines;

import dev.cauce.anomaly.AnomalyTable;
import dev.cauce.logs.ErrorCounts;
import dev.cauce.logs.LogParser;
import dev.cauce.logs.LogRows;
import dev.cauce.logs.LogTime;
import dev.cauce.logs.MessageTemplates;
import dev.cauce.query.Query;
import dev.cauce.query.Windowing;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/** A report on logs, set up. */
record LogsPlan(
    String report,
    LogParser parser,
    String where,
    List<String> by,
    OutputMode mode,
    Duration every,
    TableOptions options,
    @Nullable AnomalyTable<TableUpdate> found)
    implements FlowPlan {

  /** Adds what is wrong with the question to {@code problems}. */
  void check(List<String> problems) {
    Query unused = query(problems);
  }

  private boolean isTemplates() {
    return report.equals("templates") || report.equals("new");
  }

  private boolean isErrors() {
    return report.equals("errors");
  }

  private Windowing windows() {
    return Objects.requireNonNull(options.window());
  }

  private boolean isFinished() {
    return !options.orderBy().isBlank() || options.limit() != null;
  }

  private Query query() {
    return query(new ArrayList<>());
  }

  /** What is asked of the events; of templates, only how their table is finished. */
  private Query query(List<String> problems) {
    Query[] query = {events()};
    if (!where.isBlank()) {
      then(query, "where", q -> q.where(where), problems);
    }
    if (isTemplates()) {
      query[0] = Query.of(MessageTemplates.schema());
    } else if (isErrors()) {
      then(query, "window", q -> ErrorCounts.query(q, windows()), problems);
    } else if (report.equals("counts")) {
      then(query, "by", q -> q.groupBy(options.window(), by, "count"), problems);
    }
    QueryBuilder.finish(options, (option, step) -> then(query, option, step, problems));
    return query[0];
  }

  private Query events() {
    Query all = Query.of(LogRows.SCHEMA);
    return timed()
        ? all.eventTime("time", options.latenessOrNone())
        : all.arriving(options.latenessOrNone());
  }

  private static void then(
      Query[] query, String option, UnaryOperator<Query> step, List<String> problems) {
    try {
      query[0] = step.apply(query[0]);
    } catch (IllegalArgumentException refused) {
      problems.add("--" + option + ": " + refused.getMessage());
    }
  }

  /** Whether it matters when an event was, by its line. */
  private boolean timed() {
    return options.window() != null && options.eventTime() == null;
  }

  @Override
  public @Nullable EventTime eventTime() {
    return timed() ? EventTime.by(new LogTime(parser)) : null;
  }

  @Override
  public boolean hasDeadLetters() {
    return true;
  }

  @Override
  public boolean hasLateRows() {
    return options.window() != null;
  }

  @Override
  public String columns() {
    return ColumnTexts.ofTable(tableColumns());
  }

  @Override
  public boolean hasKey() {
    return !TableUpdate.keyColumns(tableColumns()).isEmpty();
  }

  private Schema tableColumns() {
    return isErrors() ? AnomalyTable.columns(mode) : query().columns();
  }

  @Override
  public List<String> refusals(boolean bounded) {
    if (!isTemplates()) {
      return query().check(isErrors() ? OutputMode.APPEND : mode, bounded);
    }
    return isFinished() && mode != OutputMode.COMPLETE
        ? List.of("Only a whole table can be ordered or cut off: use complete mode.")
        : List.of();
  }

  @Override
  public List<String> facts(boolean bounded) {
    if (isErrors()) {
      List<String> facts = new ArrayList<>(query().explain(OutputMode.APPEND, bounded));
      facts.add("state: what the detector keeps of each service");
      return facts;
    }
    if (!isTemplates()) {
      return query().explain(mode, bounded);
    }
    if (bounded) {
      return List.of(
          "rows: once, when the input has ended",
          "state: none is kept; at most "
              + MessageTemplates.FORMS
              + " forms of messages in memory");
    }
    return List.of(
        switch (mode) {
          case APPEND -> "rows: a kind of message once, at the tick after its first message";
          case UPDATE ->
              "rows: at each tick, the kinds with other numbers; those that turn out to be one kind"
                  + " are removed, and the one comes in their place";
          case COMPLETE -> "rows: at each tick that changed anything, the whole table";
        },
        "state: one row for each form of message, at most " + MessageTemplates.FORMS);
  }

  @Override
  public PTransform<PCollection<Lines>, PCollection<TableUpdate>> table(
      @Nullable DeadLetters unusable, @Nullable DeadLetters late) {
    if (found != null) {
      return ErrorCounts.of(query(), parser, found.emitting(mode), every, unusable, late);
    }
    if (!isTemplates()) {
      return query().ofLines(new LogRows(parser), new Query.Settings(mode, every, unusable, late));
    }
    MessageTemplates templates =
        MessageTemplates.of(parser).emitting(mode).every(every).withDeadLetters(unusable);
    if (!where.isBlank()) {
      templates = templates.where(where);
    }
    return isFinished() ? new Ordered(templates, query()) : templates;
  }

  /** The templates, and then their order and limit. */
  private static final class Ordered
      extends PTransform<PCollection<Lines>, PCollection<TableUpdate>> {
    private static final long serialVersionUID = 1L;
    private final transient MessageTemplates templates;
    private final transient Query query;

    Ordered(MessageTemplates templates, Query query) {
      this.templates = templates;
      this.query = query;
    }

    @Override
    public PCollection<TableUpdate> expand(PCollection<Lines> lines) {
      return lines.apply("Mine", templates).apply("Order", query.ofTable());
    }
  }
}
