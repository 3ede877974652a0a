package dev.cauce.logs;

import dev.cauce.expr.Expr;
import java.io.Serializable;
import org.apache.beam.sdk.schemas.Schema.TypeName;

/** A condition in SQL on what an event says. */
record LogCondition(Expr condition) implements Serializable {
  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is no condition on the columns of {@link LogRows}
   */
  static LogCondition parse(String text) {
    Expr expr = Expr.parse(text, LogRows.SCHEMA);
    if (expr.type().getTypeName() != TypeName.BOOLEAN) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no condition: it is not true or false.");
    }
    return new LogCondition(expr);
  }

  boolean holds(LogEvent event) {
    return Boolean.TRUE.equals(condition.eval(LogRows.row(event)));
  }
}
