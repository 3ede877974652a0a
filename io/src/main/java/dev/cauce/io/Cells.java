package dev.cauce.io;

import dev.cauce.row.TimestampText;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import org.apache.beam.sdk.values.Row;
import org.joda.time.ReadableInstant;
import org.jspecify.annotations.Nullable;

/**
 * Values as Spark's {@code show} prints them (its {@code ToPrettyString}): {@code NULL}, doubles as
 * Java does, decimals in plain notation, timestamps in UTC to the microsecond without trailing
 * zeros, {@code {struct, fields}}, {@code [array, elements]}, {@code {key -> value}}, bytes as
 * {@code [01 FF]}.
 */
final class Cells {
  private Cells() {}

  /** {@code instant} in ISO-8601, with milliseconds, or down to microseconds if it has some. */
  static String iso(Instant instant) {
    StringBuilder text = new StringBuilder(27);
    appendIso(text, instant);
    return text.toString();
  }

  /** Appends {@link #iso}. */
  static void appendIso(StringBuilder text, Instant instant) {
    TimestampText.append(text, instant, 'T', 3);
    text.append('Z');
  }

  /** {@code value} as text. */
  static String text(@Nullable Object value) {
    if (value instanceof String string) {
      return string;
    }
    if (value instanceof Long || value instanceof Integer) {
      return value.toString();
    }
    StringBuilder text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  /** {@code value} as an instant if it is one of the kinds that Beam has, else null. */
  static @Nullable Instant instant(@Nullable Object value) {
    if (value instanceof ReadableInstant joda) {
      return Instant.ofEpochMilli(joda.getMillis());
    }
    return value instanceof Instant instant ? instant : null;
  }

  private static void append(StringBuilder text, @Nullable Object value) {
    Instant instant = instant(value);
    if (value == null) {
      text.append("NULL");
    } else if (instant != null) {
      TimestampText.append(text, instant, ' ', 0);
    } else if (value instanceof LocalDateTime time) {
      TimestampText.append(text, time.toInstant(ZoneOffset.UTC), ' ', 0);
    } else if (value instanceof BigDecimal decimal) {
      text.append(decimal.toPlainString());
    } else if (value instanceof byte[] bytes) {
      appendHex(text, bytes);
    } else if (value instanceof Row row) {
      appendAll(text, '{', row.getValues(), '}');
    } else if (value instanceof Iterable<?> iterable) {
      appendAll(text, '[', iterable, ']');
    } else if (value instanceof Map<?, ?> map) {
      appendMap(text, map);
    } else {
      text.append(value);
    }
  }

  private static void appendAll(StringBuilder text, char open, Iterable<?> values, char close) {
    text.append(open);
    Iterator<?> each = values.iterator();
    while (each.hasNext()) {
      append(text, each.next());
      text.append(each.hasNext() ? ", " : "");
    }
    text.append(close);
  }

  private static void appendMap(StringBuilder text, Map<?, ?> map) {
    String separator = "";
    text.append('{');
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(separator);
      append(text, entry.getKey());
      text.append(" -> ");
      append(text, entry.getValue());
      separator = ", ";
    }
    text.append('}');
  }

  private static void appendHex(StringBuilder text, byte[] bytes) {
    text.append('[');
    for (int i = 0; i < bytes.length; i++) {
      text.append(i == 0 ? "" : " ").append(String.format(Locale.ROOT, "%02X", bytes[i]));
    }
    text.append(']');
  }
}
