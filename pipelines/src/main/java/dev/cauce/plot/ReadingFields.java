package dev.cauce.plot;

import dev.cauce.row.Timestamps;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The columns of results that a picture is made of, and how their texts are read. */
final class ReadingFields {
  private static final int SERIES = 0;
  private static final int TIME = 1;
  private static final int VALUE = 2;
  private static final int EXPECTED = 3;
  private static final int LOWER = 4;
  private static final int UPPER = 5;
  private static final int SCORE = 6;
  private static final int ALERT = 7;

  private static final List<String> NAMES =
      List.of("series", "time", "value", "expected", "lower", "upper", "score", "alert");

  /** What the Numenta Anomaly Benchmark calls them. */
  private static final Map<String, Integer> OTHER_NAMES =
      Map.of("timestamp", TIME, "anomaly_score", SCORE);

  private final @Nullable String[] texts = new @Nullable String[NAMES.size()];

  /** Which field the column {@code name} is; -1 if it is none of them. */
  static int field(String name) {
    int field = NAMES.indexOf(name);
    return field < 0 ? OTHER_NAMES.getOrDefault(name, -1) : field;
  }

  /** Forgets what was set. */
  void clear() {
    Arrays.fill(texts, null);
  }

  /** Sets a field, null for none; -1 is no field. */
  void set(int field, @Nullable String text) {
    if (field >= 0) {
      texts[field] = text;
    }
  }

  /** Whose reading was set; empty without a name. */
  String series() {
    String series = texts[SERIES];
    return series == null ? "" : series;
  }

  /**
   * The row that was set.
   *
   * @throws IllegalArgumentException if it is none, with what is wrong
   */
  ScoredReading reading() {
    return new ScoredReading(
        series(),
        micros(texts[TIME]),
        number(VALUE),
        number(EXPECTED),
        number(LOWER),
        number(UPPER),
        number(SCORE),
        "true".equalsIgnoreCase(texts[ALERT]));
  }

  private double number(int field) {
    String text = texts[field];
    if (text == null || text.isEmpty()) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(NAMES.get(field) + " \"" + text + "\" is no number", e);
    }
  }

  /** ISO-8601, with T or a space, UTC where no offset stands. */
  private static long micros(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      throw new IllegalArgumentException("there is no time");
    }
    Instant instant = Timestamps.instant(text);
    if (instant == null) {
      throw new IllegalArgumentException("time \"" + text + "\" is no time in ISO-8601");
    }
    return instant.getEpochSecond() * 1_000_000L + instant.getNano() / 1000; // years 0 to 9999
  }
}
