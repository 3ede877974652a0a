package dev.cauce.query;

import dev.cauce.expr.ExpressionException;
import dev.cauce.row.DeadLetter;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import dev.cauce.table.TableUpdateCoder;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is done with the rows that leave a table: filters, selections, order, limit. */
final class Finishing extends PTransform<PCollection<TableUpdate>, PCollection<TableUpdate>> {
  private final Schema input;
  private final List<Step> steps;
  private final @Nullable DeadLetters deadLetters;

  Finishing(Schema input, List<Step> steps, @Nullable DeadLetters deadLetters) {
    this.input = input;
    this.steps = List.copyOf(steps);
    this.deadLetters = deadLetters;
  }

  @Override
  public PCollection<TableUpdate> expand(PCollection<TableUpdate> table) {
    TupleTag<TableUpdate> updatesTag = new TupleTag<>("updates");
    TupleTag<DeadLetter> deadTag = new TupleTag<>("dead letters");
    FinishFn fn = new FinishFn(input, steps, deadLetters != null, updatesTag, deadTag);
    PCollectionTuple out =
        table.apply("Finish", ParDo.of(fn).withOutputTags(updatesTag, TupleTagList.of(deadTag)));
    out.get(deadTag).setCoder(DeadLetter.DeadLetterCoder.of());
    if (deadLetters != null) {
      deadLetters.add(out.get(deadTag));
    }
    return out.get(updatesTag).setCoder(TableUpdateCoder.of(fn.output()));
  }

  private static final class FinishFn extends DoFn<TableUpdate, TableUpdate> {
    private final List<Stage> stages = new ArrayList<>();
    private final RowSteps keysOnly;
    private final boolean hasDeadLetters;
    private final TupleTag<TableUpdate> updatesTag;
    private final TupleTag<DeadLetter> deadTag;
    private final Schema output;
    private final boolean keyed;

    /** Steps row by row, then one over the whole table. */
    private record Stage(RowSteps rows, @Nullable Step whole, Schema visible)
        implements java.io.Serializable {}

    FinishFn(
        Schema input,
        List<Step> steps,
        boolean hasDeadLetters,
        TupleTag<TableUpdate> updatesTag,
        TupleTag<DeadLetter> deadTag) {
      List<Step> perRow = new ArrayList<>();
      Schema columns = input;
      for (Step step : steps) {
        if (step instanceof Step.Where || step instanceof Step.Select) {
          perRow.add(step);
        } else {
          RowSteps rows = new RowSteps(columns, perRow);
          columns = rows.output();
          stages.add(new Stage(rows, step, WindowColumn.visible(columns)));
          perRow.clear();
        }
      }
      RowSteps rest = new RowSteps(columns, perRow);
      stages.add(new Stage(rest, null, rest.output()));
      this.output = rest.output();
      this.keysOnly = new RowSteps(input, steps).selectionsOnly(input);
      this.keyed = !TableUpdate.keyColumns(output).isEmpty();
      this.hasDeadLetters = hasDeadLetters;
      this.updatesTag = updatesTag;
      this.deadTag = deadTag;
    }

    Schema output() {
      return output;
    }

    @ProcessElement
    public void process(@Element TableUpdate update, MultiOutputReceiver out) {
      List<Row> rows = update.rows();
      for (Stage stage : stages) {
        List<Row> next = new ArrayList<>(rows.size());
        for (Row row : rows) {
          try {
            stage.rows().run(row, next::add);
          } catch (ExpressionException e) {
            if (!hasDeadLetters) {
              throw e;
            }
            String text = row.getValues().toString();
            out.get(deadTag)
                .output(
                    new DeadLetter(Instant.now(), "table", String.valueOf(e.getMessage()), text));
          }
        }
        rows = whole(stage, next);
      }
      List<Row> removed = new ArrayList<>();
      if (keyed) {
        for (Row row : update.removed()) {
          keysOnly.run(row, removed::add);
        }
      }
      if (!rows.isEmpty() || !removed.isEmpty() || update.mode() == OutputMode.COMPLETE) {
        out.get(updatesTag)
            .output(
                new TableUpdate(
                    update.mode(),
                    update.windowStart(),
                    update.windowEnd(),
                    update.version(),
                    rows,
                    removed));
      }
    }

    private static List<Row> whole(Stage stage, List<Row> rows) {
      if (stage.whole() instanceof Step.Limit limit) {
        return rows.subList(0, (int) Math.min(limit.rows(), rows.size()));
      }
      if (stage.whole() instanceof Step.OrderBy order) {
        return sorted(rows, order, stage.visible());
      }
      return rows;
    }

    private static List<Row> sorted(List<Row> rows, Step.OrderBy order, Schema visible) {
      if (rows.isEmpty() || visible.getFieldCount() == rows.get(0).getFieldCount()) {
        rows.sort(Orders.comparator(order.columns()));
        return rows;
      }
      List<Row> extended =
          new ArrayList<>(rows.stream().map(row -> WindowColumn.extend(row, visible)).toList());
      extended.sort(Orders.comparator(order.columns()));
      Schema schema = rows.get(0).getSchema();
      return new ArrayList<>(extended.stream().map(row -> Projection.first(row, schema)).toList());
    }
  }
}
