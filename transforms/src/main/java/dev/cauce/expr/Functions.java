package dev.cauce.expr;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All functions and operators, by name. */
final class Functions {
  private static final Map<String, Function> ALL = new TreeMap<>();

  static {
    Stream.of(
            Arithmetic.all(),
            Comparisons.all(),
            Logic.all(),
            StringFunctions.all(),
            PatternFunctions.all(),
            MathFunctions.all(),
            TimeFunctions.all(),
            ArrayFunctions.all())
        .flatMap(List::stream)
        .forEach(function -> ALL.put(function.name(), function));
  }

  private Functions() {}

  /** The function {@code name}, in small letters; SyntaxException if there is none. */
  static Function named(String name) {
    Function function = ALL.get(name);
    if (function == null) {
      throw unknown(name);
    }
    return function;
  }

  private static SyntaxException unknown(String name) {
    if (Aggregate.isAggregate(name)) {
      return new SyntaxException(
          name + " aggregates many rows and cannot stand in an expression of one row");
    }
    if (name.equals("explode") || name.equals("explode_outer")) {
      return new SyntaxException(name + " can only stand alone, as in " + name + "(split(a, ','))");
    }
    String hint = Names.hint(name, names());
    return new SyntaxException(
        "there is no function \""
            + name
            + "\"."
            + (hint.isEmpty() ? " There are " + String.join(", ", names()) + "." : hint));
  }

  /** Those that are called by a name. */
  static List<String> names() {
    return ALL.keySet().stream()
        .filter(name -> name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_'))
        .filter(name -> !List.of("case", "not", "and", "or", "in", "between").contains(name))
        .toList();
  }
}
