package dev.cauce.expr;

import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** A compiled expression: its value for a row. Null is SQL's null. */
@FunctionalInterface
interface Op {
  @Nullable Object eval(Row row);
}
