package dev.cauce.expr;

import dev.cauce.expr.Type.Kind;
import java.util.ArrayList;
import java.util.List;

/** AND, OR, NOT, IS, CASE and the functions about nulls. */
final class Logic {
  private Logic() {}

  static List<Function> all() {
    List<Function> all = new ArrayList<>();
    all.add(new Function("and", 2, 2, args -> and(bool("AND", args, 0), bool("AND", args, 1))));
    all.add(new Function("or", 2, 2, args -> or(bool("OR", args, 0), bool("OR", args, 1))));
    all.add(Function.of("not", Type.BOOLEAN, Type.BOOLEAN, a -> !(Boolean) a));
    for (boolean wanted : new boolean[] {true, false}) {
      all.add(is("is " + wanted, wanted, false));
      all.add(is("is not " + wanted, wanted, true));
    }
    Function isNull = new Function("is null", 1, 1, args -> isNull(args.get(0), true));
    Function isNotNull = new Function("is not null", 1, 1, args -> isNull(args.get(0), false));
    all.add(isNull);
    all.add(isNotNull);
    all.add(isNull.named("isnull"));
    all.add(isNotNull.named("isnotnull"));
    all.add(new Function("case", 2, Function.ANY, Logic::cases));
    Function iff = new Function("if", 3, 3, Logic::cases);
    all.add(iff);
    all.add(iff.named("iff"));
    Function coalesce = new Function("coalesce", 1, Function.ANY, Logic::coalesce);
    all.add(coalesce);
    all.add(new Function("nvl", 2, 2, Logic::coalesce));
    all.add(new Function("ifnull", 2, 2, Logic::coalesce));
    all.add(new Function("nvl2", 3, 3, Logic::nvl2));
    all.add(new Function("nullif", 2, 2, Logic::nullif));
    all.add(new Function("nanvl", 2, 2, Logic::nanvl));
    all.add(new Function("isnan", 1, 1, Logic::isNan));
    return all;
  }

  private static Typed bool(String name, List<Typed> args, int i) {
    return Function.arg(name, args, i, Type.BOOLEAN);
  }

  static Typed and(Typed a, Typed b) {
    Op x = a.op();
    Op y = b.op();
    Op op =
        row -> {
          Object left = x.eval(row);
          if (Boolean.FALSE.equals(left)) {
            return left;
          }
          Object right = y.eval(row);
          return right == null || Boolean.FALSE.equals(right) ? right : left;
        };
    return new Typed(Type.BOOLEAN, a.nullable() || b.nullable(), op, a.constant() && b.constant());
  }

  private static Typed or(Typed a, Typed b) {
    Op x = a.op();
    Op y = b.op();
    Op op =
        row -> {
          Object left = x.eval(row);
          if (Boolean.TRUE.equals(left)) {
            return left;
          }
          Object right = y.eval(row);
          return right == null || Boolean.TRUE.equals(right) ? right : left;
        };
    return new Typed(Type.BOOLEAN, a.nullable() || b.nullable(), op, a.constant() && b.constant());
  }

  private static Function is(String name, boolean wanted, boolean not) {
    return new Function(
        name,
        1,
        1,
        args -> {
          Op op = bool(name, args, 0).op();
          Boolean value = wanted;
          return new Typed(
              Type.BOOLEAN,
              false,
              row -> value.equals(op.eval(row)) != not,
              args.get(0).constant());
        });
  }

  private static Typed isNull(Typed value, boolean wanted) {
    Op op = value.op();
    return new Typed(
        Type.BOOLEAN, false, row -> (op.eval(row) == null) == wanted, value.constant());
  }

  /** Condition, value, condition, value, ..., and the value for all else if their number is odd. */
  private static Typed cases(List<Typed> args) {
    int pairs = args.size() / 2;
    List<Typed> values = new ArrayList<>();
    Op[] conditions = new Op[pairs];
    for (int i = 0; i < pairs; i++) {
      conditions[i] = bool("CASE WHEN", args, 2 * i).op();
      values.add(args.get(2 * i + 1));
    }
    boolean otherwise = args.size() % 2 == 1;
    if (otherwise) {
      values.add(args.get(args.size() - 1));
    }
    List<Typed> alike = Coercion.alike("CASE", values);
    Op[] results = Lift.ops(alike);
    Op last = otherwise ? results[pairs] : row -> null;
    Op op =
        row -> {
          for (int i = 0; i < pairs; i++) {
            if (Boolean.TRUE.equals(conditions[i].eval(row))) {
              return results[i].eval(row);
            }
          }
          return last.eval(row);
        };
    boolean nullable = !otherwise || Lift.anyNullable(alike);
    return new Typed(alike.get(0).type(), nullable, op, Lift.allConstant(args));
  }

  private static Typed coalesce(List<Typed> args) {
    List<Typed> alike = Coercion.alike("coalesce", args);
    Op[] ops = Lift.ops(alike);
    Op op =
        row -> {
          for (Op each : ops) {
            Object value = each.eval(row);
            if (value != null) {
              return value;
            }
          }
          return null;
        };
    boolean nullable = alike.stream().allMatch(Typed::nullable);
    return new Typed(alike.get(0).type(), nullable, op, Lift.allConstant(args));
  }

  private static Typed nvl2(List<Typed> args) {
    return cases(List.of(isNull(args.get(0), false), args.get(1), args.get(2)));
  }

  private static Typed nullif(List<Typed> args) {
    Op same = Comparisons.compare("=", args.get(0), args.get(1)).op();
    Op value = args.get(0).op();
    Op op = row -> Boolean.TRUE.equals(same.eval(row)) ? null : value.eval(row);
    return new Typed(args.get(0).type(), true, op, Lift.allConstant(args));
  }

  private static Typed nanvl(List<Typed> args) {
    Typed a = Function.arg("nanvl", args, 0, Type.DOUBLE);
    Typed b = Function.arg("nanvl", args, 1, Type.DOUBLE);
    Op x = a.op();
    Op y = b.op();
    Op op =
        row -> {
          Object value = x.eval(row);
          return value != null && ((Double) value).isNaN() ? y.eval(row) : value;
        };
    return new Typed(Type.DOUBLE, Lift.anyNullable(args), op, Lift.allConstant(args));
  }

  private static Typed isNan(List<Typed> args) {
    if (args.get(0).type().is(Kind.BOOLEAN)) {
      throw new SyntaxException("isnan wants a number, but was given boolean");
    }
    Op value = Function.arg("isnan", args, 0, Type.DOUBLE).op();
    Op op =
        row -> {
          Object number = value.eval(row);
          return number != null && ((Double) number).isNaN();
        };
    return new Typed(Type.BOOLEAN, false, op, args.get(0).constant());
  }
}
