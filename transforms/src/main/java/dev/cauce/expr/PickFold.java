package dev.cauce.expr;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates that keep one of the values: min, max, first, last, max_by, min_by. First and last are
 * those of the order in which rows arrived, which parallel readers do not promise.
 */
final class PickFold extends Fold<PickFold.Pick> {
  enum Kind {
    MIN,
    MAX,
    FIRST,
    LAST,
    MIN_BY,
    MAX_BY
  }

  /** The value picked, and by what. */
  static final class Pick {
    private boolean any;
    private @Nullable Object value;
    private @Nullable Object by;
  }

  private final Kind kind;
  private final Expr value;
  private final Expr by;
  private final boolean ignoresNulls;

  PickFold(Kind kind, Expr value, Expr by, boolean ignoresNulls) {
    super(value.typed().type(), true);
    this.kind = kind;
    this.value = value;
    this.by = by;
    this.ignoresNulls = ignoresNulls;
  }

  @Override
  public Pick createAccumulator() {
    return new Pick();
  }

  @Override
  public Pick addInput(Pick a, Row row) {
    switch (kind) {
      case FIRST:
        if (a.any) {
          return a;
        }
        return put(a, value.eval(row));
      case LAST:
        return put(a, value.eval(row));
      case MIN, MAX:
        Object candidate = value.eval(row);
        return candidate != null && better(a, candidate) ? take(a, candidate, candidate) : a;
      default:
        Object order = by.eval(row);
        return order != null && better(a, order) ? take(a, value.eval(row), order) : a;
    }
  }

  private Pick put(Pick a, @Nullable Object given) {
    return given == null && ignoresNulls ? a : take(a, given, null);
  }

  private static Pick take(Pick a, @Nullable Object value, @Nullable Object by) {
    a.any = true;
    a.value = value;
    a.by = by;
    return a;
  }

  private boolean better(Pick a, Object by) {
    if (!a.any || a.by == null) {
      return true;
    }
    int order = Order.VALUES.compare(by, a.by);
    return kind == Kind.MAX || kind == Kind.MAX_BY ? order > 0 : order < 0;
  }

  @Override
  Pick merge(Pick into, Pick from) {
    if (!from.any) {
      return into;
    }
    boolean takes =
        switch (kind) {
          case FIRST -> !into.any;
          case LAST -> true;
          default -> from.by != null && better(into, from.by);
        };
    return takes ? take(into, from.value, from.by) : into;
  }

  @Override
  public @Nullable Object extractOutput(Pick a) {
    return a.value;
  }

  private boolean twoValues() {
    return kind == Kind.MAX_BY || kind == Kind.MIN_BY;
  }

  @Override
  void write(Pick a, DataOutputStream out) throws IOException {
    out.writeBoolean(a.any);
    if (a.any) {
      ValueCodec.write(result(), a.value, out);
      if (twoValues()) {
        ValueCodec.write(by.typed().type(), a.by, out);
      }
    }
  }

  @Override
  Pick read(DataInputStream in) throws IOException {
    Pick a = new Pick();
    a.any = in.readBoolean();
    if (a.any) {
      a.value = ValueCodec.read(result(), in);
      boolean ordered = kind == Kind.MAX || kind == Kind.MIN;
      a.by = twoValues() ? ValueCodec.read(by.typed().type(), in) : ordered ? a.value : null;
    }
    return a;
  }

  @Override
  Object format() {
    return List.of(kind, result(), by.typed().type());
  }
}
