package dev.cauce.table;

import dev.cauce.row.CompactRowCoder;
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
    return coder(CompactRowCoder.of(schema));
  }

  @Override
  public Coder<@Nullable Row> getDefaultOutputCoder(CoderRegistry registry, Coder<Row> input) {
    return coder(RowCoder.of(schema)); // which says what columns there are
  }

  @SuppressWarnings("unchecked") // only rows are written: see Stretches
  private static Coder<@Nullable Row> coder(Coder<Row> rows) {
    return (Coder<@Nullable Row>) (Coder<?>) rows;
  }
}
