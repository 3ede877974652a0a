package dev.cauce.runners;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of progress: what was counted between two moments.
 *
 * @param id the query's; the same over restarts once there are checkpoints
 * @param runId this run's
 * @param name the run's, if it has one
 * @param from the moment of the line before, in milliseconds since 1970
 * @param to this moment
 * @param before the figures at {@code from}
 * @param now the figures at {@code to}
 * @param watermark how far event time is at {@code to}; null if that is not known
 */
record ProgressLine(
    String id,
    String runId,
    @Nullable String name,
    long from,
    long to,
    Map<String, Long> before,
    Map<String, Long> now,
    SourceProgress.@Nullable Watermark watermark) {
  private static final long LAST_TIME = 253_402_300_799_999L; // of the year 9999
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Whether there is anything to tell. A watermark alone is not: each window it closes counts. */
  boolean isNews() {
    return !now.equals(before);
  }

  /** Spark's {@code lastProgress}, in its order, on one line. */
  String json() {
    List<String> fields = new ArrayList<>();
    fields.add("\"id\":" + quoted(id));
    fields.add("\"runId\":" + quoted(runId));
    fields.add("\"name\":" + (name == null ? "null" : quoted(name)));
    fields.add("\"timestamp\":" + quoted(time(from)));
    Long batches = now.get(Figures.BATCHES);
    if (batches != null && batches > 0) {
      fields.add("\"batchId\":" + (batches - 1));
    }
    if (now.containsKey(Figures.INPUT_ROWS)) {
      fields.add("\"numInputRows\":" + since(Figures.INPUT_ROWS));
      fields.add("\"inputRowsPerSecond\":" + inputRate());
      fields.add("\"processedRowsPerSecond\":" + inputRate());
    }
    addSince(fields, Figures.DEAD_LETTERS);
    addSince(fields, Figures.OVERSIZED_LINES);
    List<String> eventTime = new ArrayList<>();
    if (watermark != null && watermark.millis() != null) {
      eventTime.add("\"watermark\":" + quoted(time(watermark.millis())));
    }
    if (watermark != null && watermark.heldBy() != null) {
      eventTime.add("\"heldBy\":" + quoted(watermark.heldBy()));
    }
    if (!eventTime.isEmpty()) {
      fields.add("\"eventTime\":{" + String.join(",", eventTime) + "}");
    }
    List<String> state = new ArrayList<>();
    addTotal(state, Figures.STATE_ROWS);
    addSince(state, Figures.UPDATED_ROWS);
    addSince(state, Figures.REMOVED_ROWS);
    addSince(state, Figures.DROPPED_ROWS);
    Long oldest = oldestOpenWindow();
    if (oldest != null) {
      state.add(quoted(Figures.OLDEST_OPEN_WINDOW) + ":" + quoted(time(oldest)));
    }
    if (!state.isEmpty()) {
      fields.add("\"stateOperators\":[{" + String.join(",", state) + "}]");
    }
    if (now.containsKey(Figures.OUTPUT_ROWS)) {
      fields.add("\"sink\":{\"numOutputRows\":" + since(Figures.OUTPUT_ROWS) + "}");
    }
    return "{" + String.join(",", fields) + "}";
  }

  /** The same for people. */
  String text() {
    List<String> parts = new ArrayList<>();
    Long batches = now.get(Figures.BATCHES);
    if (batches != null && batches > 0) {
      parts.add(String.format(Locale.ROOT, "batch %d", batches - 1));
    }
    if (now.containsKey(Figures.INPUT_ROWS)) {
      parts.add(
          String.format(Locale.ROOT, "%,d rows in (%s/s)", since(Figures.INPUT_ROWS), inputRate()));
    }
    if (now.containsKey(Figures.OUTPUT_ROWS)) {
      parts.add(String.format(Locale.ROOT, "%,d rows out", since(Figures.OUTPUT_ROWS)));
    }
    Long state = now.get(Figures.STATE_ROWS);
    if (state != null) {
      parts.add(String.format(Locale.ROOT, "%,d rows of state", state));
    }
    if (watermark != null) {
      String held = watermark.heldBy() == null ? "" : ", held by " + watermark.heldBy();
      String reached = watermark.millis() == null ? "none yet" : time(watermark.millis());
      parts.add("watermark " + reached + held);
    }
    Long oldest = oldestOpenWindow();
    if (oldest != null) {
      parts.add("oldest window ends " + time(oldest));
    }
    if (since(Figures.DROPPED_ROWS) > 0) {
      parts.add(String.format(Locale.ROOT, "%,d rows too late", since(Figures.DROPPED_ROWS)));
    }
    if (since(Figures.DEAD_LETTERS) > 0) {
      parts.add(String.format(Locale.ROOT, "%,d dead letters", since(Figures.DEAD_LETTERS)));
    }
    if (since(Figures.OVERSIZED_LINES) > 0) {
      parts.add(String.format(Locale.ROOT, "%,d lines too long", since(Figures.OVERSIZED_LINES)));
    }
    return time(to) + "  " + (parts.isEmpty() ? "nothing yet" : String.join(", ", parts));
  }

  private @Nullable Long oldestOpenWindow() {
    Long oldest = now.get(Figures.OLDEST_OPEN_WINDOW);
    return oldest == null || Math.abs(oldest) > LAST_TIME ? null : oldest;
  }

  private void addSince(List<String> fields, String figure) {
    if (now.containsKey(figure)) {
      fields.add(quoted(figure) + ":" + since(figure));
    }
  }

  private void addTotal(List<String> fields, String figure) {
    Long total = now.get(figure);
    if (total != null) {
      fields.add(quoted(figure) + ":" + total);
    }
  }

  private long since(String figure) {
    return now.getOrDefault(figure, 0L) - before.getOrDefault(figure, 0L);
  }

  private String inputRate() {
    double seconds = Math.max(1, to - from) / 1000.0;
    return String.format(Locale.ROOT, "%.1f", since(Figures.INPUT_ROWS) / seconds);
  }

  private static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
              } else if (c < ' ') {
                json.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                json.append((char) c);
              }
            });
    return json.append('"').toString();
  }
}
