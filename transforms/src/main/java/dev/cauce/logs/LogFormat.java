package dev.cauce.logs;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kinds of lines that are known. */
public enum LogFormat {
  /** Requests in Apache's and nginx's common or combined format. */
  ACCESS,
  /** RFC 5424 and RFC 3164, also as files have it: without a priority. */
  SYSLOG,
  /** The error log of Apache: the time in brackets, and a level. */
  APACHE_ERROR,
  /**
   * A time, and then a level, threads and the name of what wrote the line in any order: log4j,
   * logback, Python, Spring, nginx's error log, and many more.
   */
  LOG4J,
  /** What the logs of supercomputers have before their lines. */
  CLUSTER;

  private static final List<LogFormat> ALL = List.of(values());

  /** The name that users write. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The names that users write, of all of them. */
  public static String[] names() {
    return ALL.stream().map(LogFormat::text).toArray(String[]::new);
  }

  /** The format that {@code text} names; null if none does. */
  public static @Nullable LogFormat of(String text) {
    return Arrays.stream(values()).filter(f -> f.text().equals(text)).findFirst().orElse(null);
  }

  /** All of them, in the order in which a line is tried. */
  static List<LogFormat> all() {
    return ALL;
  }

  /** What {@code line} says; null if it is no line of this kind. */
  @Nullable LogEvent parse(String line, LogTimes times) {
    return switch (this) {
      case ACCESS -> AccessLine.parse(line, times);
      case SYSLOG -> SyslogLine.parse(line, times);
      case APACHE_ERROR -> line.startsWith("[") ? HeadedLine.parse(line, times) : null;
      case LOG4J -> HeadedLine.parse(line, times);
      case CLUSTER -> ClusterLine.parse(line, times);
    };
  }
}
