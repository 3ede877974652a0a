package dev.cauce.query;

import dev.cauce.expr.Expr;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** Orders rows as Spark does: nulls first going up, last going down, unless it is said. */
final class Orders {
  private static final Pattern ORDER =
      Pattern.compile(
          "(.+?)(?:\\s+|:)(asc|desc)?(?:\\s*nulls\\s+(first|last))?\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private Orders() {}

  static Step.Order parse(String text, Schema columns) {
    Matcher order = ORDER.matcher(text.strip() + " ");
    if (!order.matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is nothing to order by.");
    }
    boolean descending = "desc".equalsIgnoreCase(order.group(2));
    String nulls = order.group(3);
    boolean nullsFirst = nulls == null ? !descending : nulls.equalsIgnoreCase("first");
    return new Step.Order(Expr.parse(order.group(1), columns), descending, nullsFirst);
  }

  /** Compares rows that have the column {@code window} where expressions use it. */
  static Comparator<Row> comparator(List<Step.Order> orders) {
    return (left, right) -> {
      for (Step.Order order : orders) {
        Object a = order.expr().eval(left);
        Object b = order.expr().eval(right);
        int compared;
        if (a == null || b == null) {
          compared = (a == null ? 0 : 1) - (b == null ? 0 : 1);
          compared = order.nullsFirst() ? compared : -compared;
        } else {
          compared = order.descending() ? compare(b, a) : compare(a, b);
        }
        if (compared != 0) {
          return compared;
        }
      }
      return 0;
    };
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // both are of the type of one column
  private static int compare(Object a, Object b) {
    if (a instanceof String left) {
      return Arrays.compareUnsigned(
          left.getBytes(StandardCharsets.UTF_8), ((String) b).getBytes(StandardCharsets.UTF_8));
    }
    if (a instanceof Row row) {
      return compareAll(row.getValues(), ((Row) b).getValues());
    }
    if (a instanceof List<?> list) {
      return compareAll(list, (List<?>) b);
    }
    return ((Comparable) a).compareTo(b);
  }

  private static int compareAll(List<?> left, List<?> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      @Nullable Object a = left.get(i);
      @Nullable Object b = right.get(i);
      int compared =
          a == null || b == null ? (a == null ? 0 : 1) - (b == null ? 0 : 1) : compare(a, b);
      if (compared != 0) {
        return compared;
      }
    }
    return Integer.compare(left.size(), right.size());
  }
}
