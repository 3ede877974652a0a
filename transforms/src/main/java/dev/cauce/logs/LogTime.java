package dev.cauce.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.row.EventTime;
import dev.cauce.row.LineTime;

/**
 * The event time of lines of logs. A line that belongs to the one before it ({@link
 * LogParser#isPart}) is no row.
 *
 * @param parser tells what a line says
 */
public record LogTime(LogParser parser) implements LineTime {
  @Override
  public long millis(byte[] bytes, int from, int to) {
    LogEvent event = parser.parse(new String(bytes, from, to - from, UTF_8));
    return event == null || event.micros() == EventTime.NONE
        ? EventTime.NONE
        : Math.floorDiv(event.micros(), 1000L);
  }

  @Override
  public boolean isNoRow(byte[] bytes, int from, int to) {
    String line = new String(bytes, from, to - from, UTF_8);
    return parser.parse(line) == null && LogParser.isPart(line);
  }

  @Override
  public String missing(byte[] bytes, int from, int to) {
    return parser.parse(new String(bytes, from, to - from, UTF_8)) == null
        ? parser.refusal()
        : "the line does not say on which day it was";
  }

  @Override
  public String toString() {
    return parser.toString();
  }
}
