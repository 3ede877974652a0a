package dev.cauce.expr;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An expression as it was read, without types. Its text is the name Spark gives such a column. */
sealed interface Node extends Serializable {
  /** A value; {@code shown} is how Spark names it. */
  record Literal(Type type, @Nullable Serializable value, String shown) implements Node {
    @Override
    public String toString() {
      return shown;
    }
  }

  /** A column, or with more than one name a field of a struct. */
  record Column(List<String> path) implements Node {
    @Override
    public String toString() {
      return path.get(path.size() - 1);
    }
  }

  /** {@code CAST(argument AS type)}; the precision is -1 except for decimals that have one. */
  record Cast(Node argument, Type type, int precision, int scale, boolean tried) implements Node {
    @Override
    public String toString() {
      String target = type.toString().toUpperCase(java.util.Locale.ROOT);
      if (precision >= 0) {
        target += "(" + precision + "," + scale + ")";
      }
      return (tried ? "TRY_CAST(" : "CAST(") + argument + " AS " + target + ")";
    }
  }

  /** A function or an operator, in small letters, and its arguments. */
  record Call(String name, List<Node> arguments) implements Node {
    @Override
    public String toString() {
      switch (name) {
        case "*all":
          return "*";
        case "case":
          return caseText();
        case "[]":
          return arguments.get(0) + "[" + arguments.get(1) + "]";
        case ".":
          return arguments.get(0) + "." + arguments.get(1);
        case "not":
          return "(NOT " + arguments.get(0) + ")";
        case "is null", "is not null", "is true", "is false", "is not true", "is not false":
          return "(" + arguments.get(0) + " " + name.toUpperCase(java.util.Locale.ROOT) + ")";
        case "between":
          return "between("
              + arguments.stream().map(Node::toString).collect(Collectors.joining(", "))
              + ")";
        case "in":
          return "("
              + arguments.get(0)
              + " IN ("
              + arguments.stream().skip(1).map(Node::toString).collect(Collectors.joining(", "))
              + "))";
        default:
          return plainText();
      }
    }

    private String plainText() {
      boolean word = Character.isLetter(name.charAt(0)) || name.charAt(0) == '_';
      boolean infix =
          switch (name) {
            case "and", "or", "like", "ilike", "rlike", "div" -> arguments.size() == 2;
            default -> false;
          };
      if (infix) {
        String shown = name.equals("div") ? name : name.toUpperCase(java.util.Locale.ROOT);
        String text = arguments.get(0) + " " + shown + " " + arguments.get(1);
        return shown.endsWith("LIKE") && !shown.equals("RLIKE") ? text : "(" + text + ")";
      }
      if (!word && arguments.size() == 2) {
        return "(" + arguments.get(0) + " " + name + " " + arguments.get(1) + ")";
      }
      if (!word && arguments.size() == 1) {
        return "(" + name + " " + arguments.get(0) + ")";
      }
      return name
          + "("
          + arguments.stream().map(Node::toString).collect(Collectors.joining(", "))
          + ")";
    }

    private String caseText() {
      StringBuilder text = new StringBuilder("CASE");
      for (int i = 0; i + 1 < arguments.size(); i += 2) {
        text.append(" WHEN ").append(arguments.get(i));
        text.append(" THEN ").append(arguments.get(i + 1));
      }
      if (arguments.size() % 2 == 1) {
        text.append(" ELSE ").append(arguments.get(arguments.size() - 1));
      }
      return text.append(" END").toString();
    }
  }
}
