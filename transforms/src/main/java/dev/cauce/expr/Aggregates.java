package dev.cauce.expr;

import dev.cauce.expr.Type.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All aggregate functions, by name. */
final class Aggregates {
  /**
   * Makes an aggregate of arguments of the right number; SyntaxException if their types are bad.
   */
  @FunctionalInterface
  interface Maker {
    Fold<?> make(List<Expr> arguments);
  }

  record Known(int least, int most, Maker maker) {
    String arity() {
      if (most == Function.ANY) {
        return "at least " + least;
      }
      return least == most ? String.valueOf(least) : least + " to " + most;
    }
  }

  private static final Map<String, Known> ALL = new TreeMap<>();

  static {
    put("count", 0, Function.ANY, Aggregates::count);
    put("count_if", 1, 1, a -> new LongFold(LongFold.Kind.COUNT_IF, List.of(bool("count_if", a))));
    put("sum", 1, 1, Aggregates::sum);
    put("avg", 1, 1, Aggregates::avg);
    put("mean", 1, 1, Aggregates::avg);
    put("product", 1, 1, a -> new DoubleFold(DoubleFold.Kind.PRODUCT, real("product", a, 0)));
    pick("min", PickFold.Kind.MIN);
    pick("max", PickFold.Kind.MAX);
    pickBy("min_by", PickFold.Kind.MIN_BY);
    pickBy("max_by", PickFold.Kind.MAX_BY);
    for (String suffix : List.of("", "_value")) {
      put("first" + suffix, 1, 2, a -> position(PickFold.Kind.FIRST, a));
      put("last" + suffix, 1, 2, a -> position(PickFold.Kind.LAST, a));
    }
    put("any_value", 1, 2, a -> position(PickFold.Kind.FIRST, a));
    for (String name : List.of("bool_and", "every")) {
      put(name, 1, 1, a -> extreme(PickFold.Kind.MIN, bool(name, a)));
    }
    for (String name : List.of("bool_or", "some", "any")) {
      put(name, 1, 1, a -> extreme(PickFold.Kind.MAX, bool(name, a)));
    }
    moments(MomentsFold.Kind.STDDEV_SAMP, "stddev", "stddev_samp", "std");
    moments(MomentsFold.Kind.STDDEV_POP, "stddev_pop");
    moments(MomentsFold.Kind.VAR_SAMP, "variance", "var_samp");
    moments(MomentsFold.Kind.VAR_POP, "var_pop");
    moments(MomentsFold.Kind.SKEWNESS, "skewness");
    moments(MomentsFold.Kind.KURTOSIS, "kurtosis");
    pairs("covar_pop", CovarianceFold.Kind.COVAR_POP);
    pairs("covar_samp", CovarianceFold.Kind.COVAR_SAMP);
    pairs("corr", CovarianceFold.Kind.CORR);
    put("collect_list", 1, 1, a -> new ListFold(kept("collect_list", a.get(0))));
    put("array_agg", 1, 1, a -> new ListFold(kept("array_agg", a.get(0))));
    for (String name : List.of("collect_set", "collect_set_sorted")) {
      put(name, 1, 1, a -> new CountsFold(CountsFold.Kind.SET, kept(name, a.get(0)), 0));
    }
    put("mode", 1, 1, a -> new CountsFold(CountsFold.Kind.MODE, kept("mode", a.get(0)), 0));
    put("median", 1, 1, a -> percentile(CountsFold.Kind.PERCENTILE, real("median", a, 0), 0.5));
    put(
        "percentile",
        2,
        2,
        a -> percentile(CountsFold.Kind.PERCENTILE, real("percentile", a, 0), share(a)));
    for (String name : List.of("percentile_approx", "approx_percentile")) {
      put(name, 2, 3, a -> percentile(CountsFold.Kind.DISCRETE, kept(name, a.get(0)), share(a)));
    }
    put(
        "count_distinct",
        1,
        Function.ANY,
        a -> new DistinctFold<Object>(all("count_distinct", a), null));
    put("approx_count_distinct", 1, 2, Aggregates::approximate);
    bits("bit_and", LongFold.Kind.BIT_AND);
    bits("bit_or", LongFold.Kind.BIT_OR);
    bits("bit_xor", LongFold.Kind.BIT_XOR);
  }

  private Aggregates() {}

  private static void put(String name, int least, int most, Maker maker) {
    ALL.put(name, new Known(least, most, maker));
  }

  static boolean has(String name) {
    return ALL.containsKey(name);
  }

  /** The aggregate function {@code name}; SyntaxException if there is none. */
  static Known named(String name) {
    Known known = ALL.get(name);
    if (known == null) {
      String hint = Names.hint(name, ALL.keySet());
      throw new SyntaxException(
          "there is no aggregate function \""
              + name
              + "\"."
              + (hint.isEmpty() ? " There are " + String.join(", ", ALL.keySet()) + "." : hint));
    }
    return known;
  }

  private static Expr as(String name, Expr argument, Type wanted) {
    Expr cast = argument.as(wanted);
    if (cast == null) {
      throw new SyntaxException(
          name + " wants " + wanted + ", but was given " + argument.typed().type());
    }
    return cast;
  }

  private static Expr bool(String name, List<Expr> arguments) {
    return as(name, arguments.get(0), Type.BOOLEAN);
  }

  private static Expr real(String name, List<Expr> arguments, int i) {
    return as(name, arguments.get(i), Type.DOUBLE);
  }

  /** An argument whose values are kept in state. */
  private static Expr kept(String name, Expr argument) {
    if (!ValueCodec.knows(argument.typed().type())) {
      throw new SyntaxException(name + " cannot take values of type " + argument.typed().type());
    }
    return argument;
  }

  private static List<Expr> all(String name, List<Expr> arguments) {
    arguments.forEach(each -> kept(name, each));
    return arguments;
  }

  private static Fold<?> count(List<Expr> arguments) {
    return new LongFold(arguments.isEmpty() ? LongFold.Kind.ROWS : LongFold.Kind.COUNT, arguments);
  }

  private static Fold<?> sum(List<Expr> arguments) {
    Type type = arguments.get(0).typed().type();
    if (type.integral()) {
      return new LongFold(LongFold.Kind.SUM, arguments);
    }
    return type.is(Kind.DECIMAL)
        ? new DecimalFold(arguments.get(0), false)
        : new DoubleFold(DoubleFold.Kind.SUM, real("sum", arguments, 0));
  }

  private static Fold<?> avg(List<Expr> arguments) {
    return arguments.get(0).typed().type().is(Kind.DECIMAL)
        ? new DecimalFold(arguments.get(0), true)
        : new DoubleFold(DoubleFold.Kind.AVG, real("avg", arguments, 0));
  }

  private static Fold<?> extreme(PickFold.Kind kind, Expr value) {
    return new PickFold(kind, value, value, true);
  }

  private static void pick(String name, PickFold.Kind kind) {
    put(name, 1, 1, a -> extreme(kind, kept(name, a.get(0))));
  }

  private static void pickBy(String name, PickFold.Kind kind) {
    put(name, 2, 2, a -> new PickFold(kind, kept(name, a.get(0)), kept(name, a.get(1)), false));
  }

  private static Fold<?> position(PickFold.Kind kind, List<Expr> a) {
    boolean ignores = a.size() == 2 && Boolean.TRUE.equals(constant(a.get(1), "true or false"));
    Expr value = kept("first and last", a.get(0));
    return new PickFold(kind, value, value, ignores);
  }

  private static void moments(MomentsFold.Kind kind, String... names) {
    for (String name : names) {
      put(name, 1, 1, a -> new MomentsFold(kind, real(name, a, 0)));
    }
  }

  private static void pairs(String name, CovarianceFold.Kind kind) {
    put(name, 2, 2, a -> new CovarianceFold(kind, real(name, a, 0), real(name, a, 1)));
  }

  private static void bits(String name, LongFold.Kind kind) {
    put(
        name,
        1,
        1,
        a -> {
          if (!a.get(0).typed().type().integral()) {
            throw new SyntaxException(
                name + " wants whole numbers, but was given " + a.get(0).typed().type());
          }
          return new LongFold(kind, a);
        });
  }

  private static Fold<?> percentile(CountsFold.Kind kind, Expr value, double share) {
    return new CountsFold(kind, value, share);
  }

  private static double share(List<Expr> a) {
    Object share = constant(a.get(1), "a number from 0 to 1");
    double number = share instanceof Number given ? given.doubleValue() : -1;
    if (!(number >= 0 && number <= 1)) {
      throw new SyntaxException("a percentile is a number from 0 to 1, not " + a.get(1).text());
    }
    return number;
  }

  private static Fold<?> approximate(List<Expr> a) {
    double error = 0.05;
    if (a.size() == 2) {
      Object given = constant(a.get(1), "the greatest error, such as 0.05");
      error = given instanceof Number number ? number.doubleValue() : 0;
      if (!(error > 0 && error < 1)) {
        throw new SyntaxException("the error must be between 0 and 1, not " + a.get(1).text());
      }
    }
    return new ApproximateFold(kept("approx_count_distinct", a.get(0)), error);
  }

  private static Object constant(Expr expr, String what) {
    Object value = expr.typed().constant() ? expr.typed().value() : null;
    if (value == null) {
      throw new SyntaxException("\"" + expr.text() + "\" should be " + what);
    }
    return value;
  }
}
