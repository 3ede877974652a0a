package dev.cauce.expr;

import static dev.cauce.expr.Type.BOOLEAN;
import static dev.cauce.expr.Type.INT;
import static dev.cauce.expr.Type.STRING;

import dev.cauce.expr.Type.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Functions of arrays. */
final class ArrayFunctions {
  private static final Comparator<@Nullable Object> NULLS_FIRST =
      Comparator.nullsFirst(Order.VALUES);

  private ArrayFunctions() {}

  static List<Function> all() {
    List<Function> all = new ArrayList<>();
    all.add(new Function("array", 0, Function.ANY, ArrayFunctions::array));
    Function size = new Function("size", 1, 1, args -> size(args.get(0)));
    all.addAll(List.of(size, size.named("cardinality"), size.named("array_size")));
    all.add(new Function("[]", 2, 2, args -> element("[]", args, 0)));
    all.add(new Function("element_at", 2, 2, args -> element("element_at", args, 1)));
    all.add(new Function("try_element_at", 2, 2, args -> element("try_element_at", args, 1)));
    all.add(new Function("get", 2, 2, args -> element("get", args, 0)));
    all.add(new Function(".", 2, 2, ArrayFunctions::field));
    all.add(new Function("array_contains", 2, 2, ArrayFunctions::contains));
    all.add(new Function("reverse", 1, 1, ArrayFunctions::reverse));
    all.add(new Function("sort_array", 1, 2, ArrayFunctions::sort));
    all.add(new Function("array_distinct", 1, 1, ArrayFunctions::distinct));
    all.add(new Function("array_min", 1, 1, args -> extreme("array_min", args, -1)));
    all.add(new Function("array_max", 1, 1, args -> extreme("array_max", args, 1)));
    all.add(new Function("array_join", 2, 3, ArrayFunctions::join));
    return all;
  }

  static List<?> list(Object value) {
    return (List<?>) value;
  }

  private static Typed wanted(String name, Typed value) {
    if (!value.type().is(Kind.ARRAY)) {
      throw new SyntaxException(name + " wants an array, but was given " + value.type());
    }
    return value;
  }

  private static Typed array(List<Typed> args) {
    List<Typed> alike = Coercion.alike("array", args);
    Op[] ops = Lift.ops(alike);
    Type element = alike.isEmpty() ? Type.NULL : alike.get(0).type();
    Op op =
        row -> {
          List<@Nullable Object> list = new ArrayList<>(ops.length);
          for (Op each : ops) {
            list.add(each.eval(row));
          }
          return list;
        };
    return new Typed(Type.array(element), false, op, Lift.allConstant(args));
  }

  private static Typed size(Typed value) {
    return Lift.lift(INT, false, wanted("size", value), a -> list(a).size());
  }

  private static Typed field(List<Typed> args) {
    return Structs.field(args.get(0), String.valueOf(args.get(1).value()));
  }

  /** Counts from {@code first}; outside of the array it fails, unless the name promises null. */
  private static Typed element(String name, List<Typed> args, int first) {
    Typed array = wanted(name, args.get(0));
    Typed index = Function.arg(name, args, 1, INT);
    boolean lenient = name.equals("get") || name.startsWith("try");
    return Lift.lift(
        array.type().elementOrNull(),
        true,
        array,
        index,
        (a, n) -> {
          int size = list(a).size();
          int i = (Integer) n;
          int at = i < 0 && first == 1 ? size + i : i - first;
          if (at >= 0 && at < size) {
            return list(a).get(at);
          }
          if (lenient) {
            return null;
          }
          throw new ExpressionException("the array has " + size + " elements, none at " + i);
        });
  }

  private static Typed contains(List<Typed> args) {
    Typed array = wanted("array_contains", args.get(0));
    Type element = Coercion.common(array.type().elementOrNull(), args.get(1).type());
    if (element == null) {
      throw new SyntaxException(
          "array_contains cannot find a " + args.get(1).type() + " in an " + array.type());
    }
    return Lift.lift(
        BOOLEAN,
        true,
        Coercion.to(array, Type.array(element)),
        Coercion.to(args.get(1), element),
        (a, b) -> {
          boolean unknown = false;
          for (Object each : list(a)) {
            if (each != null && Order.VALUES.same(each, b)) {
              return true;
            }
            unknown |= each == null;
          }
          return unknown ? null : (Object) false;
        });
  }

  private static Typed reverse(List<Typed> args) {
    if (args.get(0).type().is(Kind.ARRAY)) {
      return Lift.lift(
          args.get(0).type(),
          false,
          args.get(0),
          a -> {
            List<@Nullable Object> reversed = new ArrayList<>(list(a));
            Collections.reverse(reversed);
            return reversed;
          });
    }
    Typed text = Function.arg("reverse", args, 0, STRING);
    return Lift.lift(STRING, false, text, a -> new StringBuilder((String) a).reverse().toString());
  }

  private static Typed sort(List<Typed> args) {
    Typed array = wanted("sort_array", args.get(0));
    Typed up =
        args.size() == 1
            ? Typed.constant(BOOLEAN, true)
            : Function.arg("sort_array", args, 1, BOOLEAN);
    return Lift.lift(
        array.type(),
        false,
        array,
        up,
        (a, ascending) -> {
          List<@Nullable Object> sorted = new ArrayList<>(list(a));
          sorted.sort((Boolean) ascending ? NULLS_FIRST : NULLS_FIRST.reversed());
          return sorted;
        });
  }

  private static Typed distinct(List<Typed> args) {
    Typed array = wanted("array_distinct", args.get(0));
    return Lift.lift(
        array.type(),
        false,
        array,
        a -> {
          TreeSet<@Nullable Object> seen = new TreeSet<>(NULLS_FIRST);
          List<@Nullable Object> kept = new ArrayList<>();
          for (Object each : list(a)) {
            if (seen.add(each)) {
              kept.add(each);
            }
          }
          return kept;
        });
  }

  private static Typed extreme(String name, List<Typed> args, int sign) {
    Typed array = wanted(name, args.get(0));
    return Lift.lift(
        array.type().elementOrNull(),
        true,
        array,
        a -> {
          Object best = null;
          for (Object each : list(a)) {
            if (each != null && (best == null || Order.VALUES.compare(each, best) * sign > 0)) {
              best = each;
            }
          }
          return best;
        });
  }

  private static Typed join(List<Typed> args) {
    Typed texts = Function.arg("array_join", args, 0, Type.array(STRING));
    Typed between = Function.arg("array_join", args, 1, STRING);
    Typed nulls = args.size() == 2 ? null : Function.arg("array_join", args, 2, STRING);
    Object instead = nulls == null || !nulls.constant() ? null : nulls.value();
    return Lift.lift(
        STRING,
        false,
        texts,
        between,
        (a, b) -> {
          List<String> parts = new ArrayList<>();
          for (Object each : list(a)) {
            if (each != null || instead != null) {
              parts.add(String.valueOf(each == null ? instead : each));
            }
          }
          return String.join((String) b, parts);
        });
  }

  /** Arrays one after the other. */
  static Typed concat(List<Typed> args) {
    List<Typed> alike = Coercion.alike("concat", args);
    alike.forEach(each -> wanted("concat", each));
    Op[] ops = Lift.ops(alike);
    Op op =
        row -> {
          List<@Nullable Object> all = new ArrayList<>();
          for (Op each : ops) {
            Object part = each.eval(row);
            if (part == null) {
              return null;
            }
            all.addAll(list(part));
          }
          return all;
        };
    return new Typed(alike.get(0).type(), Lift.anyNullable(args), op, Lift.allConstant(args));
  }
}
