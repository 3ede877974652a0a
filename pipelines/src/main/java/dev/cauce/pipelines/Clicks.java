package dev.cauce.pipelines;

import dev.cauce.clicks.ViewRule;
import dev.cauce.query.Windowing;
import dev.cauce.table.OutputMode;
import java.util.ArrayList;
import java.util.List;
import org.joda.time.Duration;

/**
 * What visitors of a website do, from its access log or from JSON events: the flow {@code clicks}.
 * {@link #REPORT} says which table comes out; in update mode unless told otherwise, but the top
 * pages in complete mode. Takes bounded and unbounded input; {@link FlowPlan#facts} says what its
 * state is bounded by. A line that is no request or event goes to the dead letters; one that is no
 * page view is passed over.
 */
public final class Clicks implements Flow {
  /** What is asked. */
  public static final FlowOption REPORT =
      FlowOption.oneOf(
          "report",
          "What is asked: views and visitors of each page; visitors of all; sessions with their"
              + " length and pages; the bounce rate; the top pages.",
          "pages",
          "visitors",
          "sessions",
          "bounce",
          "top");

  /** What a line is. */
  public static final FlowOption FORMAT =
      FlowOption.oneOf(
          "format",
          "What a line is: access-log (common or combined, of Apache or nginx), or json. auto looks"
              + " at the first line of files, and takes other sources for access logs.",
          "auto",
          "access-log",
          "json");

  /** Which fields of JSON are what. */
  public static final FlowOption FIELDS =
      FlowOption.text(
          "fields",
          "ROLE=FIELD,...",
          "With json: which field is what, \"page=url,visitor=user.id,agent=ua\". Roles: page,"
              + " visitor, ip, agent, method, status. Default: fields of usual names.",
          "");

  /** Which fields tell visitors apart. */
  public static final FlowOption VISITOR =
      FlowOption.text(
          "visitor",
          "FIELDS",
          "Which fields tell visitors apart, such as user, or client,agent. Default: client,agent;"
              + " with json the field of the visitor, or else ip and agent.",
          "");

  /** Which page views count. */
  public static final FlowOption WHERE =
      FlowOption.text(
          "where", "CONDITION", "Which page views count, in SQL: \"referrer is null\".", "");

  /** What counts besides page views. */
  public static final FlowOption INCLUDE =
      FlowOption.text(
          "include",
          "KINDS",
          "What counts besides page views of people: bots, assets, failures (redirects,"
              + " errors, pieces of files), methods (other than GET), or all. Default: nothing.",
          "");

  /** What files belong to pages. */
  public static final FlowOption ASSETS =
      FlowOption.text(
          "assets",
          "ENDS",
          "The ends of names of files that are no pages: css,js,png. Default: style sheets, scripts,"
              + " images, fonts, sound and film.",
          "");

  /** Who is a robot. */
  public static final FlowOption BOTS =
      FlowOption.text(
          "bots",
          "REGEX",
          "Whose agent matches is a robot. Default: words that robots call themselves by.",
          "");

  /** Whether a page is another one with another query. */
  public static final FlowOption KEEP_QUERY =
      FlowOption.flag("keep-query", "A page with another query (?a=b) is another page.");

  /** When a session is over. */
  public static final FlowOption GAP =
      FlowOption.duration(
          "session-gap",
          "A session is over when its visitor views no page for so long. Default: 30m.");

  /** Whether sessions come with all their pages. */
  public static final FlowOption PATHS =
      FlowOption.flag("paths", "With sessions: also all pages of each, in their order.");

  /** How different visitors are counted. */
  public static final FlowOption COUNTS =
      FlowOption.oneOf(
          "counts",
          "How visitors, and pages for the top, are counted. auto: exact if the input ends, else"
              + " approximate, in bounded space.",
          "auto",
          "exact",
          "approximate");

  /** For {@link java.util.ServiceLoader}. */
  public Clicks() {}

  @Override
  public String name() {
    return "clicks";
  }

  @Override
  public String summary() {
    return "Page views, visitors, sessions, bounce rate, top pages, of access logs or events.";
  }

  @Override
  public List<FlowOption> options() {
    return List.of(
        REPORT,
        FORMAT,
        FIELDS,
        VISITOR,
        WHERE,
        INCLUDE,
        ASSETS,
        BOTS,
        KEEP_QUERY,
        GAP,
        PATHS,
        COUNTS);
  }

  @Override
  public FlowPlan plan(FlowSettings settings) {
    List<String> problems = new ArrayList<>();
    String report = settings.value(REPORT);
    refuse(report, settings, problems);
    ClicksInput input = ClicksInput.read(settings, rule(settings, problems), problems);
    if (input == null || !problems.isEmpty()) {
      throw new RefusedException(problems);
    }
    OutputMode mode = settings.mode();
    if (mode == null) {
      mode = report.equals("top") ? OutputMode.COMPLETE : OutputMode.UPDATE;
    }
    if (report.equals("top")) {
      return new TopPagesPlan(input, mode, settings);
    }
    Duration gap = settings.duration(GAP);
    ClickReport asked =
        new ClickReport(
            report,
            settings.table().window(),
            gap == null ? ClickReport.GAP : gap,
            settings.isSet(PATHS));
    return ClickReportPlan.of(asked, input, mode, settings);
  }

  /** What a page view is; if that is wrong, which is said, what it is by default. */
  private static ViewRule rule(FlowSettings settings, List<String> problems) {
    try {
      return ViewRule.parse(
          settings.value(INCLUDE),
          settings.isSet(BOTS) ? settings.value(BOTS) : ViewRule.BOTS,
          settings.isSet(ASSETS) ? settings.value(ASSETS) : ViewRule.ASSETS);
    } catch (IllegalArgumentException refused) {
      problems.add("--" + refused.getMessage());
      return ViewRule.parse("", ViewRule.BOTS, ViewRule.ASSETS);
    }
  }

  private static void refuse(String report, FlowSettings settings, List<String> problems) {
    TableOptions table = settings.table();
    Windowing window = table.window();
    boolean sessions = report.equals("sessions");
    if (window != null && window.kind() == Windowing.Kind.SESSION) {
      problems.add("--window \"session:...\": use --report sessions, and --session-gap.");
    } else if (window != null && sessions) {
      problems.add(
          "--window does not belong to --report sessions, each of which is a window of its own:"
              + " leave it out.");
    }
    if (settings.isSet(GAP) && !sessions && !report.equals("bounce")) {
      problems.add("--session-gap belongs to --report sessions and bounce: leave it out.");
    }
    Duration gap = settings.duration(GAP);
    if (gap != null && gap.getMillis() <= 0) {
      problems.add("--session-gap \"0s\" would make each page view a session: use 1s or more.");
    }
    if (settings.isSet(PATHS) && !sessions) {
      problems.add("--paths belongs to --report sessions: leave it out.");
    }
    if (settings.isSet(COUNTS) && (sessions || report.equals("bounce"))) {
      problems.add("--counts belongs to --report pages, visitors and top: leave it out.");
    }
    if (report.equals("top") && !table.orderBy().isBlank()) {
      problems.add("--order-by: the top pages have their order already: leave it out.");
    }
    if (table.lateness() != null && window == null && !sessions && !report.equals("bounce")) {
      problems.add("--lateness needs --window: without windows no page view is late.");
    }
  }
}
