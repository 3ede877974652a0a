package dev.cauce.expr;

import static dev.cauce.expr.Type.DATE;
import static dev.cauce.expr.Type.LONG;
import static dev.cauce.expr.Type.STRING;
import static dev.cauce.expr.Type.TIMESTAMP;

import dev.cauce.expr.Type.Kind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.UnaryOperator;

/** Functions that read times from texts and write them. */
final class TimeTexts {
  private static final String USUAL = "yyyy-MM-dd HH:mm:ss";

  private TimeTexts() {}

  static List<Function> all() {
    return List.of(
        new Function("to_timestamp", 1, 2, args -> read("to_timestamp", args, false)),
        new Function("try_to_timestamp", 1, 2, args -> read("try_to_timestamp", args, true)),
        new Function("to_date", 1, 2, args -> date("to_date", args, false)),
        new Function("try_to_date", 1, 2, args -> date("try_to_date", args, true)),
        new Function("date", 1, 1, args -> date("date", args, false)),
        new Function("timestamp", 1, 1, args -> read("timestamp", args, false)),
        new Function("unix_timestamp", 1, 2, args -> seconds("unix_timestamp", args)),
        new Function("to_unix_timestamp", 1, 2, args -> seconds("to_unix_timestamp", args)),
        new Function(
            "date_format",
            2,
            2,
            args -> write(Function.arg("date_format", args, 0, TIMESTAMP), args.get(1))),
        new Function("from_unixtime", 1, 2, TimeTexts::fromUnix));
  }

  private static DateTimeFormatter format(String name, Typed pattern) {
    Object text = pattern.constant() ? pattern.value() : null;
    if (!(text instanceof String letters)) {
      throw new SyntaxException(name + " wants its pattern as a text, not from a column");
    }
    try {
      return Times.formatter(letters);
    } catch (IllegalArgumentException bad) {
      throw new SyntaxException(
          name + " was given a bad pattern \"" + letters + "\": " + bad.getMessage());
    }
  }

  private static Typed read(String name, List<Typed> args, boolean tried) {
    boolean text = args.get(0).type().is(Kind.STRING);
    if (args.size() == 1 || !text) {
      // Spark's to_timestamp takes seconds too; all else is left to the cast to refuse.
      return Casts.cast(args.get(0), TIMESTAMP, -1, -1, tried);
    }
    DateTimeFormatter format = format(name, args.get(1));
    return Lift.lift(
        TIMESTAMP, tried, args.get(0), a -> parse((String) a, format, args.get(1), tried));
  }

  private static @org.jspecify.annotations.Nullable Instant parse(
      String text, DateTimeFormatter format, Typed pattern, boolean tried) {
    try {
      return Times.parse(text, format);
    } catch (DateTimeException notATime) {
      if (tried) {
        return null;
      }
      throw new ExpressionException("'" + text + "' is not written as " + pattern.value());
    }
  }

  private static Typed date(String name, List<Typed> args, boolean tried) {
    boolean plain = args.size() == 1 || !args.get(0).type().is(Kind.STRING);
    Typed value = plain ? args.get(0) : read(name, args, tried);
    return Casts.cast(value, DATE, -1, -1, tried);
  }

  private static Typed seconds(String name, List<Typed> args) {
    boolean text = args.get(0).type().is(Kind.STRING);
    Typed time;
    if (text) {
      Typed pattern = args.size() == 2 ? args.get(1) : Typed.constant(STRING, USUAL);
      time = read(name, List.of(args.get(0), pattern), false);
    } else {
      time = Function.arg(name, args, 0, TIMESTAMP);
    }
    return Lift.lift(LONG, false, time, a -> Math.floorDiv(Times.micros((Instant) a), 1_000_000L));
  }

  private static Typed write(Typed time, Typed pattern) {
    DateTimeFormatter format = format("date_format", pattern);
    UnaryOperator<Object> formatted =
        a -> {
          try {
            return format.format((Instant) a);
          } catch (DateTimeException bad) {
            throw new ExpressionException(
                a + " cannot be written as " + pattern.value() + ": " + bad.getMessage());
          }
        };
    return Lift.lift(STRING, false, time, formatted::apply);
  }

  private static Typed fromUnix(List<Typed> args) {
    Typed seconds = Function.arg("from_unixtime", args, 0, LONG);
    Typed pattern = args.size() == 2 ? args.get(1) : Typed.constant(STRING, USUAL);
    return write(Casts.cast(seconds, TIMESTAMP, -1, -1, false), pattern);
  }
}
