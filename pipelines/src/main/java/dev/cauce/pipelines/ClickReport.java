package dev.cauce.pipelines;

import dev.cauce.clicks.PageViews;
import dev.cauce.query.Query;
import dev.cauce.query.Windowing;
import java.util.ArrayList;
import java.util.List;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of page views, as a question.
 *
 * @param name of the report
 * @param window null for none
 * @param gap after which a session is over
 * @param paths whether sessions come with all their pages
 */
record ClickReport(String name, @Nullable Windowing window, Duration gap, boolean paths) {
  static final Duration GAP = Duration.standardMinutes(30);

  private static final String PAGE_OF_MOMENT =
      "substring(%s, " + (PageViews.TIME_OF_MOMENT + 1) + ")";

  /** The question to {@code views}. */
  Query of(Query views, boolean exact) {
    String visitors = exact ? "count(distinct visitor)" : "approx_count_distinct(visitor)";
    String counts = "count as views, " + visitors + " as visitors";
    return switch (name) {
      case "pages" -> views.groupBy(window, List.of("page"), counts);
      case "visitors" -> views.groupBy(window, List.of(), counts);
      case "sessions" -> sessions(views);
      case "bounce" -> bounce(sessions(views));
      default -> throw new IllegalStateException(name);
    };
  }

  /** Whether visitors are counted, so that it matters whether that is exact. */
  boolean countsVisitors() {
    return name.equals("pages") || name.equals("visitors");
  }

  private Query sessions(Query views) {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "window_start",
                "window_end",
                "visitor",
                "views",
                "(last - first) / 1000 as seconds",
                page("entry"),
                page("exit")));
    if (paths) {
      // Each moment is a line; what tells its time is taken off at the beginning of each.
      columns.add(
          "replace(regexp_replace(array_join(sort_array(moments), '\n'), '(?m)^\\\\d{15} ', ''),"
              + " '\n', ' > ') as path");
    }
    return views
        .groupBy(
            Windowing.session(gap),
            List.of("visitor"),
            "count as views, min(unix_millis(time)) as first, max(unix_millis(time)) as last,"
                + " min(moment) as entry, max(moment) as exit"
                + (paths ? ", collect_list(moment) as moments" : ""))
        .select(columns);
  }

  private static String page(String moment) {
    return String.format(PAGE_OF_MOMENT, moment) + " as " + moment;
  }

  /** A session counts in the window in which it ends: only then is it known to be one. */
  private Query bounce(Query sessions) {
    return sessions.groupBy(
        window == null ? null : window.on("window"),
        List.of(),
        "count as sessions, count_if(views = 1) as bounces, avg(if(views = 1, 1e0, 0e0)) as"
            + " bounce_rate, avg(views) as views_per_session, avg(seconds) as seconds_per_session");
  }
}
