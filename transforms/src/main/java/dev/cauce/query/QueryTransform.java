package dev.cauce.query;

import dev.cauce.expr.Aggregate;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Remember;
import dev.cauce.table.Table;
import dev.cauce.table.TableUpdate;
import dev.cauce.table.TableUpdateCoder;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link Query}: each aggregation is a table, what stands between them is done on the way.
 */
final class QueryTransform<A> extends PTransform<PCollection<A>, PCollection<TableUpdate>> {
  private final Query query;
  private final RowReader<A> reader;
  private final Query.Settings settings;

  QueryTransform(Query query, RowReader<A> reader, Query.Settings settings) {
    this.query = query;
    this.reader = reader;
    this.settings = settings;
  }

  @Override
  public PCollection<TableUpdate> expand(PCollection<A> input) {
    boolean bounded = input.isBounded() == IsBounded.BOUNDED;
    List<String> refused = query.check(settings.mode(), bounded);
    if (!refused.isEmpty()) {
      throw new IllegalArgumentException(String.join(" ", refused));
    }
    return new Expansion<>(input, reader).run();
  }

  private OutputMode mode() {
    return settings.mode();
  }

  /** A query half built: what is there, how rows are read of it, and what is still to be done. */
  private final class Expansion<E> {
    private final PCollection<E> elements;
    private final RowReader<E> rows;
    private final List<Step> waiting = new ArrayList<>();

    Expansion(PCollection<E> elements, RowReader<E> rows) {
      this.elements = elements;
      this.rows = rows;
    }

    PCollection<TableUpdate> run() {
      return run(0, 0);
    }

    private PCollection<TableUpdate> run(int from, int tables) {
      for (int at = from; at < query.steps().size(); at++) {
        Step step = query.steps().get(at);
        if (step instanceof Step.Group group) {
          String name = tables == 0 ? "Aggregate" : "Aggregate " + (tables + 1);
          boolean last = lastGroup() == at;
          PCollection<TableUpdate> table =
              tables > 0 && snapshots() ? again(group, name, last) : aggregate(group, name, last);
          return new Expansion<>(table, new TableRows(schema(table))).run(at + 1, tables + 1);
        }
        if (step instanceof Step.Distinct distinct) {
          PCollection<TableUpdate> firsts = distinct(distinct, at);
          return new Expansion<>(firsts, new TableRows(schema(firsts))).run(at + 1, tables);
        }
        waiting.add(step);
      }
      return finish();
    }

    private RowSteps steps() {
      return new RowSteps(rows.schema(), waiting);
    }

    /** Whether what comes after the first aggregation is computed of its snapshots. */
    private boolean snapshots() {
      return elements.isBounded() == IsBounded.UNBOUNDED && mode() != OutputMode.APPEND;
    }

    private PCollection<TableUpdate> aggregate(Step.Group group, String name, boolean last) {
      QueryGrouping<E> grouping = new QueryGrouping<>(rows, steps(), group);
      // Of a table that another one is made of: over bounded input it comes once in any mode.
      OutputMode inner = snapshots() ? OutputMode.COMPLETE : OutputMode.APPEND;
      Table<E, Row, ?> table =
          Table.of(grouping, together(grouping.aggregates()))
              .columns(names(group))
              .withLateness(query.lateness())
              .every(settings.every())
              .emitting(last ? mode() : inner);
      return dropGroupingId(group, elements.apply(name, dressed(table, group)), name);
    }

    private Table<E, Row, ?> dressed(Table<E, Row, ?> table, Step.Group group) {
      Table<E, Row, ?> dressed = table;
      if (group.windowing() != null) {
        dressed = dressed.over(group.windowing().windowFn());
      } else if (group.atTime()) {
        dressed = dressed.atEventTime();
      }
      if (settings.deadLetters() != null) {
        dressed = dressed.withDeadLetters(settings.deadLetters());
      }
      return settings.late() == null ? dressed : dressed.withLateRowsTo(settings.late());
    }

    /** Aggregates each snapshot of the table before. */
    @SuppressWarnings("unchecked") // after a table the elements are updates
    private PCollection<TableUpdate> again(Step.Group group, String name, boolean last) {
      QueryGrouping<TableUpdate> grouping =
          new QueryGrouping<>((RowReader<TableUpdate>) rows, steps(), group);
      Table<TableUpdate, Row, ?> table =
          Table.ofSnapshots(grouping, together(grouping.aggregates()))
              .columns(names(group))
              .emitting(last ? mode() : OutputMode.COMPLETE);
      if (group.windowing() != null) {
        table = table.over(group.windowing().windowFn());
      }
      PCollection<TableUpdate> updates = (PCollection<TableUpdate>) elements;
      return dropGroupingId(group, updates.apply(name, table), name);
    }

    private PCollection<TableUpdate> distinct(Step.Distinct distinct, int at) {
      RowSteps steps = steps();
      DistinctGrouping<E> grouping = new DistinctGrouping<>(rows, steps, distinct);
      Remember remember;
      if (distinct.within() != null) {
        remember = Remember.within(distinct.within());
      } else if (distinct.timeInKey()) {
        remember = Remember.untilItsTime();
      } else {
        remember = distinct.time() == null ? Remember.forEver() : Remember.forEverUnlessLate();
      }
      Table<E, Row, Row> table =
          Table.first(grouping, steps.output(), remember)
              .withLateness(query.lateness())
              .every(settings.every());
      if (settings.deadLetters() != null) {
        table = table.withDeadLetters(settings.deadLetters());
      }
      if (settings.late() != null) {
        table = table.withLateRowsTo(settings.late());
      }
      return elements.apply(at == 0 ? "Distinct" : "Distinct " + (at + 1), table);
    }

    @SuppressWarnings("unchecked") // after a table the elements are updates
    private PCollection<TableUpdate> finish() {
      if (rows instanceof TableRows) {
        PCollection<TableUpdate> table = (PCollection<TableUpdate>) elements;
        return waiting.isEmpty()
            ? table
            : table.apply("Finish", new Finishing(rows.schema(), waiting, settings.deadLetters()));
      }
      return elements.apply("Rows", new Stateless<>(rows, waiting, settings));
    }
  }

  private int lastGroup() {
    int last = -1;
    for (int i = 0; i < query.steps().size(); i++) {
      if (query.steps().get(i) instanceof Step.Group) {
        last = i;
      }
    }
    return last;
  }

  private static PCollection<TableUpdate> dropGroupingId(
      Step.Group group, PCollection<TableUpdate> table, String name) {
    return group.sets().size() == 1
        ? table
        : table.apply(name + " without grouping id", Projection.without(GroupingSets.ID));
  }

  static Schema schema(PCollection<TableUpdate> table) {
    return ((TableUpdateCoder) table.getCoder()).schema();
  }

  private static String[] names(Step.Group group) {
    List<String> names =
        new ArrayList<>(GroupSchema.keys(group.keys(), group.sets().size() > 1).getFieldNames());
    group.aggregates().forEach(aggregate -> names.add(aggregate.name()));
    return names.toArray(new String[0]);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays know no type parameters
  private static CombineFn<Row, ?, List<@Nullable Object>> together(List<Aggregate> aggregates) {
    return Table.together(
        aggregates.stream().map(Aggregate::fn).toArray(length -> new CombineFn[length]));
  }
}
