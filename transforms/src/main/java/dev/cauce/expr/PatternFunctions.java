package dev.cauce.expr;

import static dev.cauce.expr.StringFunctions.i;
import static dev.cauce.expr.StringFunctions.s;
import static dev.cauce.expr.Type.BOOLEAN;
import static dev.cauce.expr.Type.INT;
import static dev.cauce.expr.Type.STRING;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** LIKE, regular expressions (Java's, as in Spark) and split. */
final class PatternFunctions {
  private PatternFunctions() {}

  static List<Function> all() {
    List<Function> all = new ArrayList<>();
    all.add(like("like", 0));
    all.add(like("ilike", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
    Function rlike = new Function("rlike", 2, 2, PatternFunctions::rlike);
    all.addAll(List.of(rlike, rlike.named("regexp_like"), rlike.named("regexp")));
    all.add(new Function("regexp_extract", 2, 3, PatternFunctions::extract));
    all.add(new Function("regexp_extract_all", 2, 3, PatternFunctions::extractAll));
    all.add(new Function("regexp_replace", 3, 3, PatternFunctions::replace));
    all.add(new Function("regexp_count", 2, 2, PatternFunctions::count));
    all.add(new Function("split", 2, 3, PatternFunctions::split));
    all.add(
        Function.of(
            "split_part", STRING, STRING, STRING, INT, (a, b, n) -> part(s(a), s(b), i(n))));
    return all;
  }

  /** Where the pattern of a row comes from: once if it is a constant. */
  @FunctionalInterface
  private interface Patterns {
    Pattern of(String regex);
  }

  private static Patterns patterns(String name, Typed regex) {
    Object constant = regex.constant() ? regex.value() : null;
    if (constant == null) {
      return new LastPattern()::of;
    }
    try {
      Pattern compiled = Pattern.compile((String) constant);
      return same -> compiled;
    } catch (PatternSyntaxException bad) {
      throw new SyntaxException(
          name
              + " was given a bad regular expression \""
              + constant
              + "\": "
              + bad.getDescription()
              + " at its character "
              + (bad.getIndex() + 1));
    }
  }

  /** A pattern from a column: that of the row before is likely to come again. */
  private static final class LastPattern {
    private volatile @Nullable Pattern last;

    Pattern of(String regex) {
      Pattern known = last;
      if (known != null && known.pattern().equals(regex)) {
        return known;
      }
      try {
        Pattern compiled = Pattern.compile(regex);
        last = compiled;
        return compiled;
      } catch (PatternSyntaxException bad) {
        throw new ExpressionException(
            "bad regular expression \"" + regex + "\": " + bad.getDescription());
      }
    }
  }

  /** A greedy pattern may use up the stack on a long text; that row fails, not the worker. */
  private static <T> T guarded(java.util.function.Supplier<T> matching) {
    try {
      return matching.get();
    } catch (StackOverflowError tooDeep) {
      throw new ExpressionException("the text is too long for the regular expression");
    }
  }

  private static Typed rlike(List<Typed> args) {
    Typed text = Function.arg("rlike", args, 0, STRING);
    Typed regex = Function.arg("rlike", args, 1, STRING);
    Patterns patterns = patterns("rlike", regex);
    return Lift.lift(
        BOOLEAN,
        false,
        text,
        regex,
        (a, b) -> guarded(() -> patterns.of(s(b)).matcher(s(a)).find()));
  }

  private static Typed extract(List<Typed> args) {
    Patterns patterns = patterns("regexp_extract", Function.arg("regexp_extract", args, 1, STRING));
    return withGroup(
        "regexp_extract",
        STRING,
        args,
        (text, regex, group) -> {
          Matcher matcher = patterns.of(regex).matcher(text);
          check(matcher, group);
          if (!guarded(matcher::find)) {
            return "";
          }
          String found = matcher.group(group);
          return found == null ? "" : found;
        });
  }

  private static Typed extractAll(List<Typed> args) {
    Typed regexes = Function.arg("regexp_extract_all", args, 1, STRING);
    Patterns patterns = patterns("regexp_extract_all", regexes);
    return withGroup(
        "regexp_extract_all",
        Type.array(STRING),
        args,
        (text, regex, group) -> {
          Matcher matcher = patterns.of(regex).matcher(text);
          check(matcher, group);
          List<String> all = new ArrayList<>();
          while (guarded(matcher::find)) {
            String found = matcher.group(group);
            all.add(found == null ? "" : found);
          }
          return all;
        });
  }

  @FunctionalInterface
  private interface OfGroup {
    Object of(String text, String regex, int group);
  }

  private static Typed withGroup(String name, Type result, List<Typed> args, OfGroup f) {
    Typed group = args.size() == 2 ? Typed.constant(INT, 1) : Function.arg(name, args, 2, INT);
    return Lift.lift(
        result,
        false,
        Function.arg(name, args, 0, STRING),
        Function.arg(name, args, 1, STRING),
        group,
        (a, b, c) -> f.of(s(a), s(b), i(c)));
  }

  private static void check(Matcher matcher, int group) {
    if (group < 0 || group > matcher.groupCount()) {
      throw new ExpressionException(
          "the regular expression has "
              + matcher.groupCount()
              + " groups, group "
              + group
              + " was asked for");
    }
  }

  private static Typed replace(List<Typed> args) {
    Typed regex = Function.arg("regexp_replace", args, 1, STRING);
    Patterns patterns = patterns("regexp_replace", regex);
    return Lift.lift(
        STRING,
        false,
        Function.arg("regexp_replace", args, 0, STRING),
        regex,
        Function.arg("regexp_replace", args, 2, STRING),
        (a, b, c) -> {
          try {
            return guarded(() -> patterns.of(s(b)).matcher(s(a)).replaceAll(s(c)));
          } catch (IllegalArgumentException | IndexOutOfBoundsException bad) {
            throw new ExpressionException("bad replacement \"" + c + "\": " + bad.getMessage());
          }
        });
  }

  private static Typed count(List<Typed> args) {
    Typed regex = Function.arg("regexp_count", args, 1, STRING);
    Patterns patterns = patterns("regexp_count", regex);
    return Lift.lift(
        INT,
        false,
        Function.arg("regexp_count", args, 0, STRING),
        regex,
        (a, b) ->
            (int) guarded(() -> patterns.of(s(b)).matcher(s(a)).results().count()).longValue());
  }

  private static Typed split(List<Typed> args) {
    Typed regex = Function.arg("split", args, 1, STRING);
    Patterns patterns = patterns("split", regex);
    Typed limit = args.size() == 2 ? Typed.constant(INT, -1) : Function.arg("split", args, 2, INT);
    return Lift.lift(
        Type.array(STRING),
        false,
        Function.arg("split", args, 0, STRING),
        regex,
        limit,
        (a, b, c) -> guarded(() -> split(s(a), s(b), patterns, i(c))));
  }

  private static List<String> split(String text, String regex, Patterns patterns, int limit) {
    if (regex.isEmpty()) { // every character; Java would add an empty text behind the last
      List<String> letters = new ArrayList<>();
      text.codePoints().forEach(point -> letters.add(Character.toString(point)));
      return limit > 0 && letters.size() > limit ? letters.subList(0, limit) : letters;
    }
    return Arrays.asList(patterns.of(regex).split(text, limit <= 0 ? -1 : limit));
  }

  private static String part(String text, String separator, int number) {
    if (number == 0) {
      throw new ExpressionException("split_part counts from 1, or from -1 at the end; 0 is none");
    }
    String[] parts =
        separator.isEmpty() ? new String[] {text} : text.split(Pattern.quote(separator), -1);
    int index = number > 0 ? number - 1 : parts.length + number;
    return index < 0 || index >= parts.length ? "" : parts[index];
  }

  private static Function like(String name, int flags) {
    return new Function(
        name,
        2,
        3,
        args -> {
          Typed text = Function.arg(name, args, 0, STRING);
          Typed wanted = Function.arg(name, args, 1, STRING);
          char escape = '\\';
          if (args.size() == 3) {
            String given = args.get(2).constant() ? String.valueOf(args.get(2).value()) : "";
            if (given.length() != 1) {
              throw new SyntaxException("ESCAPE wants one character");
            }
            escape = given.charAt(0);
          }
          char mark = escape;
          Object constant = wanted.constant() ? wanted.value() : null;
          if (constant == null) {
            return Lift.lift(
                BOOLEAN,
                false,
                text,
                wanted,
                (a, b) -> guarded(() -> Likes.pattern(s(b), mark, flags).matcher(s(a)).matches()));
          }
          Likes.Test test = Likes.test(s(constant), mark, flags);
          return Lift.lift(BOOLEAN, false, text, a -> guarded(() -> test.of(s(a))));
        });
  }
}
