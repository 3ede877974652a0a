package dev.cauce.expr;

import dev.cauce.expr.Type.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which casts SQL does by itself, as Spark does in ANSI mode. */
final class Coercion {
  private Coercion() {}

  /** {@code value} as a {@code wanted}; null if SQL does not do that by itself. */
  static @Nullable Typed implicitly(Typed value, Type wanted) {
    Type type = value.type();
    if (type.equals(wanted)) {
      return value;
    }
    if (value.isNull()) {
      return value.as(wanted);
    }
    boolean allowed =
        switch (wanted.kind()) {
          case INT, BIGINT, FLOAT, DOUBLE, DECIMAL -> type.numeric() || type.is(Kind.STRING);
          case STRING -> !type.is(Kind.STRUCT) && !type.is(Kind.OTHER) && !type.is(Kind.INTERVAL);
          case TIMESTAMP, DATE ->
              type.is(Kind.STRING) || type.is(Kind.DATE) || type.is(Kind.TIMESTAMP);
          case BOOLEAN -> type.is(Kind.STRING);
          case ARRAY ->
              type.is(Kind.ARRAY)
                  && (type.elementOrNull().is(Kind.NULL) || allowsElements(type, wanted));
          default -> false;
        };
    return allowed ? Casts.cast(value, wanted, -1, -1, false) : null;
  }

  private static boolean allowsElements(Type type, Type wanted) {
    Typed element = new Typed(type.elementOrNull(), true, row -> null, false);
    return implicitly(element, wanted.elementOrNull()) != null;
  }

  /** The type that values of both types fit in; null if there is none. */
  static @Nullable Type common(Type a, Type b) {
    if (a.equals(b) || b.is(Kind.NULL)) {
      return a;
    }
    if (a.is(Kind.NULL)) {
      return b;
    }
    if (a.numeric() && b.numeric()) {
      return numbers(a, b);
    }
    if (a.is(Kind.STRING) || b.is(Kind.STRING)) {
      Type other = a.is(Kind.STRING) ? b : a;
      return switch (other.kind()) {
        case INT, BIGINT -> Type.LONG;
        case FLOAT, DOUBLE, DECIMAL -> Type.DOUBLE;
        case BOOLEAN, DATE, TIMESTAMP -> other;
        default -> null;
      };
    }
    boolean times = a.is(Kind.DATE) || a.is(Kind.TIMESTAMP);
    if (times && (b.is(Kind.DATE) || b.is(Kind.TIMESTAMP))) {
      return Type.TIMESTAMP;
    }
    if (a.is(Kind.ARRAY) && b.is(Kind.ARRAY)) {
      Type element = common(a.elementOrNull(), b.elementOrNull());
      return element == null ? null : Type.array(element);
    }
    return null;
  }

  private static Type numbers(Type a, Type b) {
    if (a.floating() || b.floating()) {
      boolean small = a.kind() == Kind.FLOAT || b.kind() == Kind.FLOAT;
      boolean wide = a.kind() == Kind.DOUBLE || b.kind() == Kind.DOUBLE;
      boolean whole = a.integral() || b.integral();
      return small && !wide && (whole || a.kind() == b.kind()) ? Type.FLOAT : Type.DOUBLE;
    }
    if (a.is(Kind.DECIMAL) || b.is(Kind.DECIMAL)) {
      return Type.DECIMAL;
    }
    return Type.LONG;
  }

  /** The type that fits all of them. */
  static Type common(String what, List<Typed> values) {
    Type all = Type.NULL;
    for (Typed value : values) {
      Type wider = common(all, value.type());
      if (wider == null) {
        throw new SyntaxException(
            what + " cannot have both " + all + " and " + value.type() + ": cast one of them");
      }
      all = wider;
    }
    return all;
  }

  /** All of them as the type that fits all. */
  static List<Typed> alike(String what, List<Typed> values) {
    Type all = common(what, values);
    return values.stream().map(value -> to(value, all)).toList();
  }

  /** {@code value} as a {@code type} that {@link #common} found. */
  static Typed to(Typed value, Type type) {
    if (value.type().equals(type)) {
      return value;
    }
    return value.isNull() ? value.as(type) : Casts.cast(value, type, -1, -1, false);
  }
}
