package dev.cauce.query;

import dev.cauce.expr.RowKeyCoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** Takes elements apart for a {@link Step.Distinct}: whole rows, under the columns that count. */
final class DistinctGrouping<A> extends RowGrouping<A> {
  private final Schema schema;
  private final List<Integer> keys;
  private final int time;
  private final Schema keySchema;
  private final Coder<Row> keyCoder;

  DistinctGrouping(RowReader<A> reader, RowSteps steps, Step.Distinct distinct) {
    super(reader, steps);
    this.schema = steps.output();
    this.keys = distinct.columns().stream().map(schema::indexOf).toList();
    this.time = distinct.time() == null ? -1 : schema.indexOf(distinct.time());
    Schema.Builder builder = Schema.builder();
    keys.forEach(
        key ->
            builder.addField(
                schema.getField(key).getName(), schema.getField(key).getType().withNullable(true)));
    this.keySchema = builder.build();
    this.keyCoder = RowKeyCoder.of(keySchema);
  }

  @Override
  void add(Row row, long rowMicros, Rows<Row> rows) {
    List<@Nullable Object> values = new ArrayList<>(keys.size());
    keys.forEach(key -> values.add(row.getValue(key)));
    Long known = time < 0 ? null : WindowColumn.micros(row.getValue(time));
    try {
      byte[] bytes =
          CoderUtils.encodeToByteArray(keyCoder, Row.withSchema(keySchema).attachValues(values));
      rows.add(bytes, 0, bytes.length, known == null ? rowMicros : known, row);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the key of a row", e);
    }
  }

  @Override
  public Coder<Row> keyCoder(CoderRegistry registry) {
    return keyCoder;
  }

  @Override
  public Coder<Row> inputCoder(CoderRegistry registry, Coder<A> elements) {
    return RowCoder.of(schema);
  }
}
