package dev.cauce.pipelines;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.AnomalyTable;
import dev.cauce.anomaly.DetectAnomalies;
import dev.cauce.expr.Expr;
import dev.cauce.logs.ErrorCounts;
import dev.cauce.logs.LogFormat;
import dev.cauce.logs.LogParser;
import dev.cauce.query.Windowing;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads logs: what each line says (time, level, service, host, status, message), how many there are
 * of what, which kinds of message there are, and which are new. Takes bounded and unbounded input.
 * {@link FlowPlan#facts} says what its state is bounded by.
 */
public final class Logs implements Flow {
  /** What is asked of the logs. */
  public static final FlowOption REPORT =
      FlowOption.oneOf(
          "report",
          "What comes out: counts of events; templates, the kinds of message and how many there are"
              + " of each; new, a row when a kind is seen for the first time; errors, windows with"
              + " unusually many errors of a service; events, each line taken apart.",
          "counts",
          "templates",
          "new",
          "errors",
          "events");

  /** The kind of lines. */
  public static final FlowOption FORMAT =
      FlowOption.oneOf(
          "format",
          "What a line is; auto finds it out line by line. With another, lines that are not of it"
              + " are dead letters.",
          "auto",
          LogFormat.names());

  /** The zone of times without one. */
  public static final FlowOption ZONE =
      FlowOption.text(
          "zone",
          "ZONE",
          "The time zone of times that do not say theirs: Europe/Madrid, +02:00.",
          "UTC");

  /** Which events count. */
  public static final FlowOption WHERE =
      FlowOption.text(
          "where",
          "CONDITION",
          "Which events count, in SQL: \"level = 'ERROR' and service <> 'cron'\".",
          "");

  /** What events are counted by. */
  public static final FlowOption BY =
      FlowOption.text(
          "by",
          "COLUMNS",
          "With counts, what events are counted by: columns or SQL expressions of time, level,"
              + " service, host, status, message.",
          "service, level, status");

  private static final String ARRIVAL = "arrival";

  /** For {@link java.util.ServiceLoader}. */
  public Logs() {}

  @Override
  public String name() {
    return "logs";
  }

  @Override
  public String summary() {
    return "Reads logs: counts by service, level and status, kinds of message, new kinds.";
  }

  @Override
  public List<FlowOption> options() {
    return List.of(REPORT, FORMAT, ZONE, WHERE, BY, Anomalies.DETECTOR, Anomalies.SENSITIVITY);
  }

  @Override
  public FlowPlan plan(FlowSettings settings) {
    List<String> problems = new ArrayList<>();
    TableOptions table = settings.table();
    String report = settings.value(REPORT);
    boolean counts = report.equals("counts");
    boolean errors = report.equals("errors");
    if (errors && table.window() == null) {
      table = table.over(Windowing.tumbling(Duration.standardMinutes(1)));
    }
    checkErrors(settings, errors, table, problems);
    if (settings.isSet(BY) && !counts) {
      problems.add("--by belongs to --report counts: leave it out.");
    }
    if (table.window() != null && !counts && !errors) {
      problems.add(
          "--window belongs to --report counts and errors: leave it out, for --report "
              + report
              + " looks at all time.");
    }
    if (table.window() == null && table.lateness() != null) {
      problems.add("--lateness needs --window: without windows no line is late.");
    }
    if (table.eventTime() != null && !table.eventTime().equals(ARRIVAL)) {
      problems.add(
          "--event-time \""
              + table.eventTime()
              + "\": a line of a log says its time itself; leave it out, or write arrival.");
    }
    if (table.eventTime() != null && table.window() == null) {
      problems.add("--event-time needs --window: without windows an event counts at any time.");
    }
    LogParser parser = parser(settings, problems);
    LogsPlan plan =
        new LogsPlan(
            report,
            parser,
            settings.value(WHERE),
            counts ? keys(settings, problems) : List.of(),
            mode(settings, report, problems),
            settings.trigger(),
            table,
            errors ? detected(settings, problems) : null);
    plan.check(problems);
    if (!problems.isEmpty()) {
      throw new RefusedException(problems);
    }
    return plan;
  }

  private static void checkErrors(
      FlowSettings settings, boolean errors, TableOptions table, List<String> problems) {
    for (FlowOption option : List.of(Anomalies.DETECTOR, Anomalies.SENSITIVITY)) {
      if (settings.isSet(option) && !errors) {
        problems.add("--" + option.name() + " belongs to --report errors: leave it out.");
      }
    }
    if (errors && table.window() != null && table.window().kind() != Windowing.Kind.TUMBLING) {
      problems.add("--report errors needs windows one after the other: --window 1m.");
    }
    if (errors && (!table.orderBy().isBlank() || table.limit() != null)) {
      problems.add("--order-by and --limit: --report errors has no order; leave them out.");
    }
  }

  private static @Nullable AnomalyTable<TableUpdate> detected(
      FlowSettings settings, List<String> problems) {
    AnomalyDetector<?> detector = Anomalies.detector(settings, List.of("errors"), problems);
    if (detector == null) {
      return null;
    }
    return AnomalyTable.of(
            DetectAnomalies.in(ErrorCounts.readings(), detector)
                .above(Anomalies.threshold(settings)))
        .every(settings.trigger());
  }

  private static OutputMode mode(FlowSettings settings, String report, List<String> problems) {
    OutputMode given = settings.mode();
    if (given == null) {
      return report.equals("counts") || report.equals("templates")
          ? OutputMode.UPDATE
          : OutputMode.APPEND;
    }
    if (report.equals("new") && given != OutputMode.APPEND) {
      problems.add(
          "--report new says each kind once, in append mode: leave --mode out, or use --report"
              + " templates for a table that is kept up to date.");
    }
    return given;
  }

  private static LogParser parser(FlowSettings settings, List<String> problems) {
    ZoneId zone = zone(settings.value(ZONE), problems);
    LogParser all = LogParser.detecting(zone);
    @Nullable LogFormat only = LogFormat.of(settings.value(FORMAT));
    return only == null ? all : all.only(only);
  }

  private static ZoneId zone(String text, List<String> problems) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException unknown) {
      problems.add(
          "--zone \"" + text + "\" is no time zone: write one like Europe/Madrid, +02:00 or UTC.");
      return ZoneId.of("UTC");
    }
  }

  private static List<String> keys(FlowSettings settings, List<String> problems) {
    try {
      return Expr.split(settings.value(BY));
    } catch (IllegalArgumentException unreadable) {
      problems.add("--by: " + unreadable.getMessage());
      return List.of();
    }
  }
}
