package dev.cauce.table;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** The first row; which one that is, the table decides. */
final class FirstFn extends CombineFn<Row, @Nullable Row, @Nullable Row> {
  private final Schema schema;

  FirstFn(Schema schema) {
    this.schema = schema;
  }

  @Override
  public @Nullable Row createAccumulator() {
    return null;
  }

  @Override
  public @Nullable Row addInput(@Nullable Row first, Row input) {
    return first == null ? input : first;
  }

  @Override
  public @Nullable Row mergeAccumulators(Iterable<@Nullable Row> rows) {
    for (Row row : rows) {
      if (row != null) {
        return row;
      }
    }
    return null;
  }

  @Override
  public @Nullable Row extractOutput(@Nullable Row first) {
    return first;
  }

  @Override
  public Coder<@Nullable Row> getAccumulatorCoder(CoderRegistry registry, Coder<Row> input) {
    return coder();
  }

  @Override
  public Coder<@Nullable Row> getDefaultOutputCoder(CoderRegistry registry, Coder<Row> input) {
    return coder();
  }

  @SuppressWarnings("unchecked") // only rows are written: see Stretches
  private Coder<@Nullable Row> coder() {
    return (Coder<@Nullable Row>) (Coder<?>) RowCoder.of(schema);
  }
}
