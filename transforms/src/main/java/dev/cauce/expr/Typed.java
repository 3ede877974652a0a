package dev.cauce.expr;

import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * A compiled expression and what is known of its value.
 *
 * @param constant the value does not depend on the row
 */
record Typed(Type type, boolean nullable, Op op, boolean constant) {
  // A constant's op never looks at its row.
  private static final Row NO_ROW = Row.nullRow(org.apache.beam.sdk.schemas.Schema.of());

  static Typed constant(Type type, @Nullable Object value) {
    return new Typed(type, value == null, row -> value, true);
  }

  /** A constant's value; asks for it only once, at compile time. */
  @Nullable Object value() {
    return op.eval(NO_ROW);
  }

  boolean isNull() {
    return type.is(Type.Kind.NULL);
  }

  Typed as(Type other) {
    return new Typed(other, nullable, op, constant);
  }

  /** Computes a constant now, unless that fails: then each row is to fail, not the parse. */
  Typed folded() {
    if (!constant) {
      return this;
    }
    try {
      return constant(type, value());
    } catch (ExpressionException failsLater) {
      return this;
    }
  }
}
