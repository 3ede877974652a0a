package dev.cauce.expr;

import static dev.cauce.expr.Type.BOOLEAN;
import static dev.cauce.expr.Type.INT;
import static dev.cauce.expr.Type.STRING;

import dev.cauce.expr.Type.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Functions of texts that need no pattern. */
final class StringFunctions {
  private StringFunctions() {}

  static List<Function> all() {
    List<Function> all = new ArrayList<>();
    Function upper = Function.of("upper", STRING, STRING, a -> s(a).toUpperCase(Locale.ROOT));
    Function lower = Function.of("lower", STRING, STRING, a -> s(a).toLowerCase(Locale.ROOT));
    all.addAll(List.of(upper, upper.named("ucase"), lower, lower.named("lcase")));
    all.add(trim("trim", true, true));
    all.add(trim("btrim", true, true));
    all.add(trim("ltrim", true, false));
    all.add(trim("rtrim", false, true));
    Function length = Function.of("length", INT, STRING, a -> Texts.length(s(a)));
    all.addAll(List.of(length, length.named("len"), length.named("char_length")));
    all.add(length.named("character_length"));
    all.add(
        Function.of(
            "octet_length",
            INT,
            STRING,
            a -> s(a).getBytes(java.nio.charset.StandardCharsets.UTF_8).length));
    Function substring = new Function("substring", 2, 3, StringFunctions::substring);
    all.addAll(List.of(substring, substring.named("substr")));
    all.add(
        Function.of(
            "left", STRING, STRING, INT, (a, n) -> Texts.substring(s(a), 1, Math.max(0, i(n)))));
    all.add(Function.of("right", STRING, STRING, INT, (a, n) -> Texts.right(s(a), i(n))));
    all.add(new Function("replace", 2, 3, StringFunctions::replace));
    all.add(
        Function.of(
            "translate",
            STRING,
            STRING,
            STRING,
            STRING,
            (a, b, c) -> Texts.translate(s(a), s(b), s(c))));
    all.add(new Function("concat", 1, Function.ANY, StringFunctions::concat));
    all.add(new Function("||", 2, 2, StringFunctions::concat));
    all.add(new Function("concat_ws", 1, Function.ANY, StringFunctions::concatWith));
    all.add(Function.of("contains", BOOLEAN, STRING, STRING, (a, b) -> s(a).contains(s(b))));
    all.add(Function.of("startswith", BOOLEAN, STRING, STRING, (a, b) -> s(a).startsWith(s(b))));
    all.add(Function.of("endswith", BOOLEAN, STRING, STRING, (a, b) -> s(a).endsWith(s(b))));
    all.add(Function.of("instr", INT, STRING, STRING, (a, b) -> Texts.locate(s(b), s(a), 1)));
    Function locate = new Function("locate", 2, 3, StringFunctions::locate);
    all.addAll(List.of(locate, locate.named("position")));
    all.add(pad("lpad", true));
    all.add(pad("rpad", false));
    all.add(Function.of("repeat", STRING, STRING, INT, (a, n) -> Texts.repeat(s(a), i(n))));
    all.add(Function.of("initcap", STRING, STRING, a -> Texts.initcap(s(a))));
    all.add(Function.of("ascii", INT, STRING, a -> s(a).isEmpty() ? 0 : s(a).codePointAt(0)));
    return all;
  }

  static String s(Object value) {
    return (String) value;
  }

  static int i(Object value) {
    return (Integer) value;
  }

  private static Function trim(String name, boolean start, boolean end) {
    return new Function(
        name,
        1,
        2,
        args -> {
          Typed text = Function.arg(name, args, 0, STRING);
          Typed set =
              args.size() == 1 ? Typed.constant(STRING, " ") : Function.arg(name, args, 1, STRING);
          return Lift.lift(STRING, false, text, set, (a, b) -> Texts.trim(s(a), s(b), start, end));
        });
  }

  private static Typed substring(List<Typed> args) {
    Typed length =
        args.size() == 2
            ? Typed.constant(INT, Integer.MAX_VALUE)
            : Function.arg("substring", args, 2, INT);
    return Lift.lift(
        STRING,
        false,
        Function.arg("substring", args, 0, STRING),
        Function.arg("substring", args, 1, INT),
        length,
        (a, b, c) -> Texts.substring(s(a), i(b), i(c)));
  }

  private static Typed replace(List<Typed> args) {
    Typed by =
        args.size() == 2 ? Typed.constant(STRING, "") : Function.arg("replace", args, 2, STRING);
    return Lift.lift(
        STRING,
        false,
        Function.arg("replace", args, 0, STRING),
        Function.arg("replace", args, 1, STRING),
        by,
        (a, b, c) -> Texts.replace(s(a), s(b), s(c)));
  }

  private static Typed locate(List<Typed> args) {
    Typed from = args.size() == 2 ? Typed.constant(INT, 1) : Function.arg("locate", args, 2, INT);
    return Lift.lift(
        INT,
        false,
        Function.arg("locate", args, 0, STRING),
        Function.arg("locate", args, 1, STRING),
        from,
        (a, b, c) -> Texts.locate(s(a), s(b), i(c)));
  }

  private static Function pad(String name, boolean left) {
    return new Function(
        name,
        2,
        3,
        args ->
            Lift.lift(
                STRING,
                false,
                Function.arg(name, args, 0, STRING),
                Function.arg(name, args, 1, INT),
                args.size() == 2
                    ? Typed.constant(STRING, " ")
                    : Function.arg(name, args, 2, STRING),
                (a, b, c) -> Texts.pad(s(a), i(b), s(c), left)));
  }

  private static Typed concat(List<Typed> args) {
    if (args.stream().anyMatch(arg -> arg.type().is(Kind.ARRAY))) {
      return ArrayFunctions.concat(args);
    }
    List<Typed> texts = new ArrayList<>();
    for (int n = 0; n < args.size(); n++) {
      texts.add(Function.arg("concat", args, n, STRING));
    }
    Op[] ops = Lift.ops(texts);
    Op op =
        row -> {
          StringBuilder all = new StringBuilder();
          for (Op each : ops) {
            Object part = each.eval(row);
            if (part == null) {
              return null;
            }
            all.append((String) part);
          }
          return all.toString();
        };
    return new Typed(STRING, Lift.anyNullable(args), op, Lift.allConstant(args));
  }

  private static Typed concatWith(List<Typed> args) {
    Op separator = Function.arg("concat_ws", args, 0, STRING).op();
    List<Typed> parts = new ArrayList<>();
    for (int n = 1; n < args.size(); n++) {
      boolean array = args.get(n).type().is(Kind.ARRAY);
      parts.add(Function.arg("concat_ws", args, n, array ? Type.array(STRING) : STRING));
    }
    Op[] ops = Lift.ops(parts);
    Op op =
        row -> {
          Object between = separator.eval(row);
          if (between == null) {
            return null;
          }
          List<String> texts = new ArrayList<>();
          for (Op each : ops) {
            add(each.eval(row), texts);
          }
          return String.join((String) between, texts);
        };
    return new Typed(STRING, args.get(0).nullable(), op, Lift.allConstant(args));
  }

  private static void add(@Nullable Object part, List<String> texts) {
    if (part instanceof List<?> list) {
      list.forEach(each -> add(each, texts));
    } else if (part != null) {
      texts.add((String) part);
    }
  }
}
