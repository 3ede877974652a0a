package dev.cauce.pipelines;

import dev.cauce.expr.Uses;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * The columns of lines that nobody can look at before a run: those that the question speaks of. One
 * that is computed with, or compared with a number, is a double, any other a string.
 */
final class AskedColumns {
  private static final Pattern NAMED_GROUP = Pattern.compile("\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");

  private AskedColumns() {}

  /**
   * The columns; none if the question speaks of none.
   *
   * @param kind {@code json}, {@code csv} or {@code regex}
   * @param pattern whose groups are the columns; null unless it is {@code regex}
   * @param eventTime the column of the event time; null for none
   * @throws IllegalArgumentException with the schema to write, if the question does not tell them
   */
  static Schema of(
      Map<String, Set<Uses.As>> uses,
      String kind,
      @Nullable Pattern pattern,
      @Nullable String eventTime) {
    if (kind.equals("csv")) {
      throw csv(uses);
    }
    return pattern == null ? json(uses, eventTime) : groups(uses, pattern);
  }

  private static IllegalArgumentException csv(Map<String, Set<Uses.As>> uses) {
    String shown =
        uses.isEmpty()
            ? "name string, amount double"
            : uses.keySet().stream().map(c -> c + " string").collect(Collectors.joining(", "));
    return new IllegalArgumentException(
        "--schema is missing: the lines cannot be looked at before it runs, so name their columns"
            + " in their order: --schema \""
            + shown
            + "\".");
  }

  private static Schema json(Map<String, Set<Uses.As>> uses, @Nullable String eventTime) {
    Schema.Builder schema = Schema.builder();
    uses.forEach(
        (name, as) -> {
          if (!name.equals("window")) { // the window itself
            schema.addNullableField(name, type(name, as));
          }
        });
    // One with dots is a path, and no column.
    if (eventTime != null && !eventTime.contains(".") && !uses.containsKey(eventTime)) {
      schema.addNullableField(eventTime, FieldType.STRING);
    }
    return schema.build();
  }

  private static Schema groups(Map<String, Set<Uses.As>> uses, Pattern pattern) {
    Schema.Builder schema = Schema.builder();
    Matcher group = NAMED_GROUP.matcher(pattern.pattern());
    boolean none = true;
    while (group.find()) {
      none = false;
      String name = group.group(1);
      schema.addNullableField(name, type(name, uses.getOrDefault(name, Set.of())));
    }
    if (none) {
      throw new IllegalArgumentException(
          "--schema is missing: name the groups of the pattern, (?<name>...), or their columns.");
    }
    return schema.build();
  }

  private static FieldType type(String name, Set<Uses.As> as) {
    if (as.contains(Uses.As.NUMBER)) {
      return FieldType.DOUBLE;
    }
    if (as.contains(Uses.As.ORDERED) && !as.contains(Uses.As.TEXT)) {
      throw new IllegalArgumentException(
          "--schema is missing: \""
              + name
              + "\" may be a number or a text, which have different orders; say it: --schema \""
              + name
              + " double, ...\".");
    }
    return FieldType.STRING;
  }
}
