package dev.cauce.expr;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** SQL's order of values: strings by their UTF-8 bytes, NaN greatest, -0.0 like 0.0. */
enum Order implements Comparator<Object>, Serializable {
  /** Values of one type, none of them null. */
  VALUES;

  @Override
  public int compare(Object a, Object b) {
    if (a instanceof Long x) {
      return Long.compare(x, (Long) b);
    }
    if (a instanceof Double x) {
      return doubles(x, (Double) b);
    }
    if (a instanceof String x) {
      return strings(x, (String) b);
    }
    if (a instanceof Integer x) {
      return Integer.compare(x, (Integer) b);
    }
    if (a instanceof Float x) {
      return doubles(x, (Float) b);
    }
    if (a instanceof BigDecimal x) {
      return x.compareTo((BigDecimal) b);
    }
    if (a instanceof List<?> x) {
      return lists(x, (List<?>) b);
    }
    if (a instanceof Row x) {
      return lists(x.getValues(), ((Row) b).getValues());
    }
    return others(a, b);
  }

  @SuppressWarnings("unchecked") // both are of one type: Boolean, Instant, LocalDate
  private static int others(Object a, Object b) {
    return ((Comparable<Object>) a).compareTo(b);
  }

  static int doubles(double a, double b) {
    return a < b ? -1 : a > b ? 1 : a == b ? 0 : Double.compare(a, b);
  }

  private int lists(List<?> a, List<?> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = nullsFirst(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private int nullsFirst(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return Boolean.compare(a != null, b != null);
    }
    return compare(a, b);
  }

  /** By UTF-8 bytes, which is by code points; UTF-16 sorts surrogates before U+E000. */
  static int strings(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return Character.isSurrogate(x) == Character.isSurrogate(y)
            ? Character.compare(x, y)
            : Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  boolean same(Object a, Object b) {
    return compare(a, b) == 0;
  }
}
