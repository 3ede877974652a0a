package dev.cauce.expr;

import dev.cauce.expr.Lift.F2;
import dev.cauce.expr.Type.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** = <> < > <= >= <=> BETWEEN IN greatest least. */
final class Comparisons {
  private Comparisons() {}

  static List<Function> all() {
    return List.of(
        comparison("="),
        comparison("<>"),
        comparison("<"),
        comparison(">"),
        comparison("<="),
        comparison(">="),
        new Function("<=>", 2, 2, args -> nullSafe(args.get(0), args.get(1))),
        new Function("equal_null", 2, 2, args -> nullSafe(args.get(0), args.get(1))),
        new Function("between", 3, 3, Comparisons::between),
        new Function("in", 2, Function.ANY, Comparisons::in),
        new Function("greatest", 2, Function.ANY, args -> extreme("greatest", args, 1)),
        new Function("least", 2, Function.ANY, args -> extreme("least", args, -1)));
  }

  private static Function comparison(String sign) {
    return new Function(sign, 2, 2, args -> compare(sign, args.get(0), args.get(1)));
  }

  static Typed compare(String sign, Typed a, Typed b) {
    List<Typed> both = alike(sign, List.of(a, b));
    Typed left = both.get(0);
    Typed right = both.get(1);
    return Lift.lift(Type.BOOLEAN, false, left, right, function(sign, left.type())).folded();
  }

  private static List<Typed> alike(String what, List<Typed> values) {
    List<Typed> alike = Coercion.alike("\"" + what + "\"", values);
    if (!alike.get(0).type().ordered()) {
      throw new SyntaxException("\"" + what + "\" cannot compare " + alike.get(0).type());
    }
    return alike;
  }

  /** Written out for the types that matter: no call through the general order per row. */
  private static F2 function(String sign, Type type) {
    switch (type.kind()) {
      case INT:
        return switch (sign) {
          case "=" -> (a, b) -> ((Integer) a).intValue() == (Integer) b;
          case "<>" -> (a, b) -> ((Integer) a).intValue() != (Integer) b;
          case "<" -> (a, b) -> (Integer) a < (Integer) b;
          case ">" -> (a, b) -> (Integer) a > (Integer) b;
          case "<=" -> (a, b) -> (Integer) a <= (Integer) b;
          default -> (a, b) -> (Integer) a >= (Integer) b;
        };
      case BIGINT:
        return switch (sign) {
          case "=" -> (a, b) -> ((Long) a).longValue() == (Long) b;
          case "<>" -> (a, b) -> ((Long) a).longValue() != (Long) b;
          case "<" -> (a, b) -> (Long) a < (Long) b;
          case ">" -> (a, b) -> (Long) a > (Long) b;
          case "<=" -> (a, b) -> (Long) a <= (Long) b;
          default -> (a, b) -> (Long) a >= (Long) b;
        };
      case DOUBLE:
        return switch (sign) {
          case "=" -> (a, b) -> Order.doubles((Double) a, (Double) b) == 0;
          case "<>" -> (a, b) -> Order.doubles((Double) a, (Double) b) != 0;
          case "<" -> (a, b) -> Order.doubles((Double) a, (Double) b) < 0;
          case ">" -> (a, b) -> Order.doubles((Double) a, (Double) b) > 0;
          case "<=" -> (a, b) -> Order.doubles((Double) a, (Double) b) <= 0;
          default -> (a, b) -> Order.doubles((Double) a, (Double) b) >= 0;
        };
      case STRING:
        if (sign.equals("=")) {
          return Object::equals;
        }
        return sign.equals("<>") ? (a, b) -> !a.equals(b) : general(sign);
      default:
        return general(sign);
    }
  }

  private static F2 general(String sign) {
    Order order = Order.VALUES;
    return switch (sign) {
      case "=" -> (a, b) -> order.compare(a, b) == 0;
      case "<>" -> (a, b) -> order.compare(a, b) != 0;
      case "<" -> (a, b) -> order.compare(a, b) < 0;
      case ">" -> (a, b) -> order.compare(a, b) > 0;
      case "<=" -> (a, b) -> order.compare(a, b) <= 0;
      default -> (a, b) -> order.compare(a, b) >= 0;
    };
  }

  private static Typed nullSafe(Typed a, Typed b) {
    List<Typed> both = alike("<=>", List.of(a, b));
    Op x = both.get(0).op();
    Op y = both.get(1).op();
    Op op =
        row -> {
          Object left = x.eval(row);
          Object right = y.eval(row);
          return left == null || right == null
              ? left == right
              : Order.VALUES.compare(left, right) == 0;
        };
    return new Typed(Type.BOOLEAN, false, op, a.constant() && b.constant());
  }

  private static Typed between(List<Typed> args) {
    Typed low = compare(">=", args.get(0), args.get(1));
    Typed high = compare("<=", args.get(0), args.get(2));
    return Logic.and(low, high);
  }

  private static Typed in(List<Typed> args) {
    List<Typed> alike = alike("IN", args);
    boolean nullable = Lift.anyNullable(alike);
    Op value = alike.get(0).op();
    List<Typed> list = new ArrayList<>();
    alike.subList(1, alike.size()).forEach(each -> list.add(each.folded()));
    Type type = alike.get(0).type();
    boolean hashes = type.integral() || type.is(Kind.STRING) || type.is(Kind.TIMESTAMP);
    if (hashes && list.size() > 3 && Lift.allConstant(list)) {
      return constants(alike.get(0), list, nullable);
    }
    Op[] others = Lift.ops(list);
    Op op =
        row -> {
          Object wanted = value.eval(row);
          if (wanted == null) {
            return null;
          }
          boolean unknown = false;
          for (Op other : others) {
            Object candidate = other.eval(row);
            if (candidate == null) {
              unknown = true;
            } else if (Order.VALUES.same(wanted, candidate)) {
              return true;
            }
          }
          return unknown ? null : false;
        };
    return new Typed(Type.BOOLEAN, nullable, op, Lift.allConstant(alike));
  }

  private static Typed constants(Typed value, List<Typed> list, boolean nullable) {
    Set<Object> known = new HashSet<>();
    boolean unknown = false;
    for (Typed each : list) {
      Object constant = each.value();
      unknown |= constant == null;
      if (constant != null) {
        known.add(constant);
      }
    }
    Object otherwise = unknown ? null : Boolean.FALSE;
    Op op = value.op();
    Op in =
        row -> {
          Object wanted = op.eval(row);
          return wanted == null ? null : known.contains(wanted) ? Boolean.TRUE : otherwise;
        };
    return new Typed(Type.BOOLEAN, nullable, in, value.constant());
  }

  private static Typed extreme(String name, List<Typed> args, int sign) {
    List<Typed> alike = alike(name, args);
    Op[] ops = Lift.ops(alike);
    Op op =
        row -> {
          Object best = null;
          for (Op each : ops) {
            Object value = each.eval(row);
            boolean better =
                value != null && (best == null || Order.VALUES.compare(value, best) * sign > 0);
            best = better ? Objects.requireNonNull(value) : best;
          }
          return best;
        };
    boolean nullable = alike.stream().allMatch(Typed::nullable);
    return new Typed(alike.get(0).type(), nullable, op, Lift.allConstant(alike));
  }
}
