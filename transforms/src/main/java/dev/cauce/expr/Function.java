package dev.cauce.expr;

import dev.cauce.expr.Lift.F1;
import dev.cauce.expr.Lift.F2;
import dev.cauce.expr.Lift.F3;
import java.util.List;

/**
 * A function or operator of SQL.
 *
 * @param most the most arguments it takes; {@link #ANY} for any number
 */
record Function(String name, int least, int most, Maker maker) {
  static final int ANY = Integer.MAX_VALUE;

  /** Makes the call's value of its arguments; SyntaxException if their types do not fit. */
  @FunctionalInterface
  interface Maker {
    Typed make(List<Typed> arguments);
  }

  /** A function of one value that is never null for a value; the argument is cast to its type. */
  static Function of(String name, Type result, Type a, F1 f) {
    return new Function(name, 1, 1, args -> Lift.lift(result, false, arg(name, args, 0, a), f));
  }

  static Function of(String name, Type result, Type a, Type b, F2 f) {
    return new Function(
        name,
        2,
        2,
        args -> Lift.lift(result, false, arg(name, args, 0, a), arg(name, args, 1, b), f));
  }

  static Function of(String name, Type result, Type a, Type b, Type c, F3 f) {
    return new Function(
        name,
        3,
        3,
        args ->
            Lift.lift(
                result,
                false,
                arg(name, args, 0, a),
                arg(name, args, 1, b),
                arg(name, args, 2, c),
                f));
  }

  /** As this one, but may give null for values that are not null. */
  Function nullable() {
    return new Function(
        name,
        least,
        most,
        args -> {
          Typed made = maker.make(args);
          return new Typed(made.type(), true, made.op(), made.constant());
        });
  }

  Function named(String other) {
    return new Function(other, least, most, maker);
  }

  /** Argument {@code i} as a {@code wanted}, cast if SQL does so by itself. */
  static Typed arg(String name, List<Typed> arguments, int i, Type wanted) {
    Typed argument = arguments.get(i);
    Typed cast = Coercion.implicitly(argument, wanted);
    if (cast == null) {
      throw new SyntaxException(
          name
              + " wants "
              + wanted
              + " as argument "
              + (i + 1)
              + ", but was given "
              + argument.type());
    }
    return cast;
  }

  /** How many arguments it takes, in words. */
  String arity() {
    if (most == ANY) {
      return "at least " + least;
    }
    return least == most ? String.valueOf(least) : least + " to " + most;
  }
}
