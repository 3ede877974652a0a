package dev.cauce.query;

import dev.cauce.expr.Expr;
import dev.cauce.table.OutputMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Why a query cannot work in a mode, and what to do instead. The rules are those of Spark's
 * UnsupportedOperationChecker where they follow from what the modes mean; where Spark only has not
 * done it (sessions and chained aggregations in update mode, exact distinct counts) Cauce does.
 */
final class Checks {
  private final Query query;
  private final OutputMode mode;
  private final boolean bounded;
  private final List<String> refused = new ArrayList<>();

  private Checks(Query query, OutputMode mode, boolean bounded) {
    this.query = query;
    this.mode = mode;
    this.bounded = bounded;
  }

  static List<String> of(Query query, OutputMode mode, boolean bounded) {
    Checks checks = new Checks(query, mode, bounded);
    checks.all();
    return List.copyOf(checks.refused);
  }

  private void all() {
    boolean aggregates = query.aggregates();
    if (mode == OutputMode.COMPLETE && !aggregates) {
      refused.add(
          "Complete mode without an aggregation would keep all input for ever: use append, or"
              + " aggregate the rows.");
    }
    int groups = 0;
    boolean sorted = false;
    for (Step step : query.steps()) {
      if (sorted && !(step instanceof Step.Limit || step instanceof Step.Select)) {
        refused.add("Behind an order only a limit or a selection can stand: put it before.");
      }
      if (step instanceof Step.Group group) {
        group(group, groups++);
      } else if (step instanceof Step.OrderBy) {
        sorted = true;
        if (mode != OutputMode.COMPLETE || groups == 0) {
          refused.add(
              "Only a whole table can be ordered: use complete mode"
                  + (groups == 0 ? " and aggregate the rows." : "."));
        }
      } else if (step instanceof Step.Limit) {
        limit(groups);
      } else if (step instanceof Step.Distinct) {
        distinct(groups);
      } else if (step instanceof Step.Select select) {
        exploding(select);
      }
    }
  }

  private void group(Step.Group group, int before) {
    if (mode == OutputMode.APPEND && !bounded) {
      append(group);
    }
    boolean again = before > 0 && !bounded && mode != OutputMode.APPEND;
    if (again && group.windowing() != null && group.windowing().isSession()) {
      refused.add(
          "Sessions of a table that still changes cannot be kept: use append mode, or other"
              + " windows.");
    }
    if (again
        && query.steps().subList(0, query.steps().indexOf(group)).stream()
            .anyMatch(step -> step instanceof Step.Distinct distinct && afterGroup(distinct))) {
      refused.add("Distinct rows of a table that still changes cannot be told: use append mode.");
    }
    if (group.windowing() != null && group.windowing().gap() != null) {
      Expr gap = Expr.parse(group.windowing().gap(), query.input());
      if (!QueryGrouping.isGap(gap.type())) {
        refused.add("The gap of a session must be a text such as '5 minutes'.");
      }
    }
  }

  private boolean afterGroup(Step.Distinct distinct) {
    for (Step step : query.steps()) {
      if (step instanceof Step.Group) {
        return true;
      }
      if (step == distinct) {
        return false;
      }
    }
    return false;
  }

  private void append(Step.Group group) {
    if (group.windowing() == null && !group.atTime()) {
      refused.add(
          "Append of an aggregation over an endless input needs a window or the event time among"
              + " its keys, for without one no row is ever final: give it a window, or use update or"
              + " complete mode.");
    } else if (query.eventTime() == null && group.time() != null) {
      refused.add(
          "The windows are over \""
              + group.time()
              + "\", which is not the event time, so no row is ever final: say that it is, or use"
              + " update or complete mode.");
    }
  }

  private void limit(int groups) {
    if (mode == OutputMode.UPDATE && !(bounded && groups == 0)) {
      refused.add(
          "A limit in update mode cannot take back the rows that fall out of it: use complete mode"
              + (groups == 0 ? ", or append." : "."));
    } else if (groups > 0 && mode == OutputMode.APPEND) {
      refused.add("A limit of an aggregation needs the whole table: use complete mode.");
    }
  }

  private void distinct(int groups) {
    if (groups > 0 && mode != OutputMode.APPEND && !bounded) {
      refused.add(
          "Distinct rows of a table that still changes cannot be told: use append mode, or drop"
              + " duplicates before the aggregation.");
    }
  }

  private void exploding(Step.Select select) {
    long exploding = select.columns().stream().filter(named -> named.expr().explodes()).count();
    if (exploding > 1) {
      refused.add(
          String.format(
              Locale.ROOT, "Only one column of a selection can explode, not %d.", exploding));
    }
  }
}
