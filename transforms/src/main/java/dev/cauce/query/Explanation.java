package dev.cauce.query;

import dev.cauce.table.OutputMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a query does, when its rows come out, and what its state is bounded by. */
final class Explanation {
  private final Query query;
  private final OutputMode mode;
  private final boolean bounded;
  private final List<String> facts = new ArrayList<>();

  private Explanation(Query query, OutputMode mode, boolean bounded) {
    this.query = query;
    this.mode = mode;
    this.bounded = bounded;
  }

  static List<String> of(Query query, OutputMode mode, boolean bounded) {
    Explanation explanation = new Explanation(query, mode, bounded);
    explanation.rows();
    explanation.state();
    return List.copyOf(explanation.facts);
  }

  private Step.@Nullable Group lastGroup() {
    Step.Group last = null;
    for (Step step : query.steps()) {
      last = step instanceof Step.Group group ? group : last;
    }
    return last;
  }

  private void rows() {
    Step.Group group = lastGroup();
    if (bounded) {
      facts.add("rows: once, when the input has ended");
    } else if (group == null) {
      facts.add("rows: each once, at the tick after it came");
    } else {
      facts.add(
          switch (mode) {
            case APPEND -> "rows: each once, when the watermark passes " + end(group) + lateness();
            case UPDATE ->
                "rows: at each tick, those of the groups that were touched since the last";
            case COMPLETE -> "rows: at each tick that changed anything, the whole table";
          });
    }
    if (group != null && mode == OutputMode.UPDATE && !bounded && isSession(group)) {
      facts.add(
          "rows: a session that grows or is merged is removed under its old key, and comes under"
              + " its new one");
    }
    if (mode == OutputMode.UPDATE && !bounded && having()) {
      facts.add(
          "rows: one that no longer meets a condition on the table is not taken back, as in Spark");
    }
  }

  private boolean having() {
    Step.Group group = lastGroup();
    return group != null
        && query.steps().subList(query.steps().indexOf(group), query.steps().size()).stream()
            .anyMatch(Step.Where.class::isInstance);
  }

  private static boolean isSession(Step.Group group) {
    return group.windowing() != null && group.windowing().isSession();
  }

  private String end(Step.Group group) {
    if (group.windowing() == null) {
      return "its time (" + group.time() + ")";
    }
    return isSession(group) ? "its session's end" : "its window's end";
  }

  private String lateness() {
    return query.lateness().getMillis() == 0 ? "" : " + " + Windowing.text(query.lateness());
  }

  private void state() {
    if (bounded) {
      facts.add("state: none is kept; groups must fit in memory");
      return;
    }
    boolean any = false;
    int groups = 0;
    for (Step step : query.steps()) {
      if (step instanceof Step.Group group) {
        any = true;
        groups++;
        state(group, groups);
      } else if (step instanceof Step.Distinct distinct) {
        any = true;
        facts.add("state: " + state(distinct));
      } else if (step instanceof Step.Limit && lastGroup() == null) {
        any = true;
        facts.add("state: the number of rows taken");
      }
    }
    if (!any) {
      facts.add("state: the rows of one tick");
    }
  }

  private void state(Step.Group group, int number) {
    String what = "state: one row for each " + what(group);
    if (number > 1 && mode != OutputMode.APPEND) {
      facts.add("state: the whole table of both aggregations, for ever: NOT bounded");
      return;
    }
    boolean ends = group.windowing() != null || group.atTime();
    boolean known = query.eventTime() != null || group.time() == null;
    if (mode == OutputMode.COMPLETE) {
      facts.add(what + ", for ever: NOT bounded, complete mode keeps the whole table");
    } else if (!ends) {
      facts.add(what + ", for ever: bounded only by how many there are");
    } else if (!known) {
      facts.add(what + ", for ever: NOT bounded, the windows are not over the event time");
    } else {
      facts.add(what + ", until the watermark passes " + end(group) + lateness() + ": bounded");
    }
  }

  private static String what(Step.Group group) {
    String keys = group.keys().stream().map(key -> key.name()).collect(Collectors.joining(", "));
    String window =
        group.windowing() == null ? "" : group.windowing().isSession() ? "session" : "window";
    if (keys.isEmpty()) {
      return window.isEmpty() ? "table: a single one" : window;
    }
    return (window.isEmpty() ? "" : window + " and ") + keys;
  }

  private String state(Step.Distinct distinct) {
    String keys = String.join(", ", distinct.columns());
    if (distinct.within() != null) {
      return "each "
          + keys
          + " for "
          + Windowing.text(distinct.within())
          + lateness()
          + ": bounded";
    }
    if (distinct.timeInKey()) {
      return "each " + keys + " until the watermark passes its time" + lateness() + ": bounded";
    }
    return String.format(Locale.ROOT, "each %s for ever: bounded only by how many there are", keys);
  }
}
