package dev.cauce.expr;

import static dev.cauce.expr.Type.DATE;
import static dev.cauce.expr.Type.INT;
import static dev.cauce.expr.Type.LONG;
import static dev.cauce.expr.Type.STRING;
import static dev.cauce.expr.Type.TIMESTAMP;

import dev.cauce.expr.Type.Kind;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** Functions of timestamps and dates but those that read and write texts. */
final class TimeFunctions {
  private TimeFunctions() {}

  static List<Function> all() {
    List<Function> all = new ArrayList<>(TimeTexts.all());
    all.add(datePart("year", LocalDate::getYear));
    all.add(datePart("quarter", date -> date.get(IsoFields.QUARTER_OF_YEAR)));
    all.add(datePart("month", LocalDate::getMonthValue));
    all.add(datePart("day", LocalDate::getDayOfMonth));
    all.add(datePart("dayofmonth", LocalDate::getDayOfMonth));
    all.add(datePart("dayofweek", date -> date.getDayOfWeek().getValue() % 7 + 1)); // Sunday is 1
    all.add(datePart("weekday", date -> date.getDayOfWeek().getValue() - 1)); // Monday is 0
    all.add(datePart("dayofyear", LocalDate::getDayOfYear));
    all.add(datePart("weekofyear", date -> date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)));
    all.add(timePart("hour", ChronoField.HOUR_OF_DAY));
    all.add(timePart("minute", ChronoField.MINUTE_OF_HOUR));
    all.add(timePart("second", ChronoField.SECOND_OF_MINUTE));
    Function extract = new Function("extract", 2, 2, TimeFunctions::extract);
    all.addAll(List.of(extract, extract.named("date_part")));
    all.add(new Function("date_trunc", 2, 2, args -> truncate(args.get(0), args, 1)));
    all.add(new Function("trunc", 2, 2, TimeFunctions::truncateDate));
    all.add(micros("unix_micros", 1));
    all.add(micros("unix_millis", 1_000));
    all.add(micros("unix_seconds", 1_000_000));
    all.add(ofUnix("timestamp_micros", 0));
    all.add(ofUnix("timestamp_millis", 3));
    all.add(ofUnix("timestamp_seconds", 6));
    all.add(
        Function.of(
            "datediff", INT, DATE, DATE, (a, b) -> (int) ChronoUnit.DAYS.between(d(b), d(a))));
    all.add(
        Function.of(
            "date_add", DATE, DATE, INT, (a, n) -> checked(() -> d(a).plusDays((Integer) n))));
    all.add(
        Function.of(
            "date_sub", DATE, DATE, INT, (a, n) -> checked(() -> d(a).minusDays((Integer) n))));
    all.add(
        Function.of(
            "add_months", DATE, DATE, INT, (a, n) -> checked(() -> d(a).plusMonths((Integer) n))));
    all.add(
        Function.of("last_day", DATE, DATE, a -> d(a).with(TemporalAdjusters.lastDayOfMonth())));
    all.add(new Function("window_time", 1, 1, TimeFunctions::windowTime));
    return all;
  }

  static LocalDate d(Object value) {
    return (LocalDate) value;
  }

  static Instant t(Object value) {
    return (Instant) value;
  }

  static Object checked(Supplier<Object> moved) {
    try {
      return moved.get();
    } catch (DateTimeException | ArithmeticException outOfRange) {
      throw new ExpressionException("the time is outside of the calendar");
    }
  }

  private static Function datePart(String name, ToIntFunction<LocalDate> part) {
    return Function.of(name, INT, DATE, a -> part.applyAsInt(d(a)));
  }

  private static Function timePart(String name, ChronoField part) {
    return Function.of(name, INT, TIMESTAMP, a -> Times.local(t(a)).get(part));
  }

  private static Typed extract(List<Typed> args) {
    String unit =
        args.get(0).constant() ? String.valueOf(args.get(0).value()).toLowerCase(Locale.ROOT) : "";
    String name =
        switch (unit) {
          case "dow" -> "dayofweek";
          case "doy" -> "dayofyear";
          case "week" -> "weekofyear";
          default ->
              unit.endsWith("s") && !unit.equals("s") ? unit.substring(0, unit.length() - 1) : unit;
        };
    List<String> known =
        List.of(
            "year",
            "quarter",
            "month",
            "day",
            "dayofweek",
            "dayofyear",
            "weekofyear",
            "hour",
            "minute",
            "second");
    if (!known.contains(name)) {
      throw new SyntaxException(
          "extract knows no \""
              + unit
              + "\", only "
              + String.join(", ", known)
              + "."
              + Names.hint(unit, known));
    }
    return Functions.named(name).maker().make(List.of(args.get(1)));
  }

  private static Typed truncate(Typed unit, List<Typed> args, int i) {
    Typed time = Function.arg("date_trunc", args, i, TIMESTAMP);
    Typed name = Coercion.to(unit, STRING);
    boolean known =
        !name.constant() || truncated(Instant.EPOCH, String.valueOf(name.value())) != null;
    if (!known) {
      throw new SyntaxException(
          "date_trunc knows no \""
              + name.value()
              + "\", only year, quarter, month, week, day,"
              + " hour, minute, second, millisecond, microsecond");
    }
    return Lift.lift(TIMESTAMP, true, time, name, (a, u) -> truncated(t(a), (String) u));
  }

  private static Typed truncateDate(List<Typed> args) {
    Typed date = Function.arg("trunc", args, 0, DATE);
    Typed unit = Function.arg("trunc", args, 1, STRING);
    return Lift.lift(
        DATE,
        true,
        date,
        unit,
        (a, u) -> {
          Instant time = truncated(Times.start(d(a)), (String) u);
          return time == null ? null : Times.date(time);
        });
  }

  private static @org.jspecify.annotations.Nullable Instant truncated(Instant time, String unit) {
    LocalDateTime local = Times.local(time);
    LocalDate date = local.toLocalDate();
    switch (unit.toLowerCase(Locale.ROOT)) {
      case "year", "yyyy", "yy":
        return Times.start(date.withDayOfYear(1));
      case "quarter":
        int month = (date.getMonthValue() - 1) / 3 * 3 + 1;
        return Times.start(LocalDate.of(date.getYear(), month, 1));
      case "month", "mm", "mon":
        return Times.start(date.withDayOfMonth(1));
      case "week":
        return Times.start(date.minusDays(date.getDayOfWeek().getValue() - 1L));
      case "day", "dd":
        return Times.start(date);
      case "hour":
        return time.truncatedTo(ChronoUnit.HOURS);
      case "minute":
        return time.truncatedTo(ChronoUnit.MINUTES);
      case "second":
        return time.truncatedTo(ChronoUnit.SECONDS);
      case "millisecond":
        return time.truncatedTo(ChronoUnit.MILLIS);
      case "microsecond":
        return time.truncatedTo(ChronoUnit.MICROS);
      default:
        return null;
    }
  }

  private static Function micros(String name, long unit) {
    return Function.of(name, LONG, TIMESTAMP, a -> Math.floorDiv(Times.micros(t(a)), unit));
  }

  private static Function ofUnix(String name, int digits) {
    return new Function(
        name,
        1,
        1,
        args -> {
          Typed value = args.get(0);
          Typed number = value.type().numeric() ? value : Function.arg(name, args, 0, LONG);
          return Lift.lift(TIMESTAMP, false, number, a -> ofUnix(a, digits));
        });
  }

  private static Object ofUnix(Object value, int digits) {
    try {
      if (value instanceof Long || value instanceof Integer) {
        long unit = digits == 0 ? 1 : digits == 3 ? 1_000 : 1_000_000;
        return Times.ofMicros(Math.multiplyExact(((Number) value).longValue(), unit));
      }
      BigDecimal micros = new BigDecimal(value.toString()).movePointRight(digits);
      return Times.ofMicros(micros.toBigInteger().longValueExact());
    } catch (ArithmeticException | NumberFormatException tooLarge) {
      throw new ExpressionException(value + " is no time that fits");
    }
  }

  /** The last microsecond of a window: what a window counts as in the next one. */
  private static Typed windowTime(List<Typed> args) {
    if (!args.get(0).type().is(Kind.STRUCT)) {
      throw new SyntaxException("window_time wants a window, but was given " + args.get(0).type());
    }
    Typed end = Structs.field(args.get(0), "end");
    if (!end.type().is(Kind.TIMESTAMP)) {
      throw new SyntaxException("window_time wants a window whose end is a timestamp");
    }
    return Lift.lift(TIMESTAMP, false, end, a -> t(a).minus(1, ChronoUnit.MICROS));
  }
}
