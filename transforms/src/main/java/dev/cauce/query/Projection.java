package dev.cauce.query;

import dev.cauce.table.TableUpdate;
import dev.cauce.table.TableUpdateCoder;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** A table without one of its columns. */
final class Projection extends PTransform<PCollection<TableUpdate>, PCollection<TableUpdate>> {
  private final String column;

  private Projection(String column) {
    this.column = column;
  }

  static Projection without(String column) {
    return new Projection(column);
  }

  /** The values of {@code row} that {@code schema} has, which are its first ones. */
  static Row first(Row row, Schema schema) {
    List<@Nullable Object> values = new ArrayList<>(schema.getFieldCount());
    for (int i = 0; i < schema.getFieldCount(); i++) {
      values.add(row.getValue(i));
    }
    return Row.withSchema(schema).attachValues(values);
  }

  @Override
  public PCollection<TableUpdate> expand(PCollection<TableUpdate> table) {
    Schema input = QueryTransform.schema(table);
    Schema.Builder output = Schema.builder();
    input.getFields().stream()
        .filter(field -> !field.getName().equals(column))
        .forEach(output::addField);
    Schema schema = output.build();
    return table
        .apply("Without", ParDo.of(new WithoutFn(input.indexOf(column), schema)))
        .setCoder(TableUpdateCoder.of(schema));
  }

  private static final class WithoutFn extends DoFn<TableUpdate, TableUpdate> {
    private final int column;
    private final Schema schema;

    WithoutFn(int column, Schema schema) {
      this.column = column;
      this.schema = schema;
    }

    @ProcessElement
    public void process(@Element TableUpdate update, OutputReceiver<TableUpdate> out) {
      out.output(
          new TableUpdate(
              update.mode(),
              update.windowStart(),
              update.windowEnd(),
              update.version(),
              without(update.rows()),
              without(update.removed())));
    }

    private List<Row> without(List<Row> rows) {
      List<Row> fewer = new ArrayList<>(rows.size());
      for (Row row : rows) {
        List<@Nullable Object> values = new ArrayList<>(row.getValues());
        values.remove(column);
        fewer.add(Row.withSchema(schema).attachValues(values));
      }
      return fewer;
    }
  }
}
