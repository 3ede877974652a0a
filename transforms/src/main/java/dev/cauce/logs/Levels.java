package dev.cauce.logs;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that programs give to levels, and those that an event has. */
final class Levels {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("TRACE", "TRACE"),
          Map.entry("FINEST", "TRACE"),
          Map.entry("FINER", "TRACE"),
          Map.entry("VERBOSE", "TRACE"),
          Map.entry("DEBUG", "DEBUG"),
          Map.entry("FINE", "DEBUG"),
          Map.entry("INFO", "INFO"),
          Map.entry("INFORMATION", "INFO"),
          Map.entry("CONFIG", "INFO"),
          Map.entry("NOTICE", "NOTICE"),
          Map.entry("WARN", "WARN"),
          Map.entry("WARNING", "WARN"),
          Map.entry("ERR", "ERROR"),
          Map.entry("ERROR", "ERROR"),
          Map.entry("SEVERE", "ERROR"),
          Map.entry("FAILURE", "ERROR"),
          Map.entry("CRIT", "FATAL"),
          Map.entry("CRITICAL", "FATAL"),
          Map.entry("ALERT", "FATAL"),
          Map.entry("EMERG", "FATAL"),
          Map.entry("EMERGENCY", "FATAL"),
          Map.entry("PANIC", "FATAL"),
          Map.entry("FATAL", "FATAL"));

  /** By the numbers of RFC 5424, 6.2.1. */
  private static final String[] SEVERITIES = {
    "FATAL", "FATAL", "FATAL", "ERROR", "WARN", "NOTICE", "INFO", "DEBUG"
  };

  private Levels() {}

  /** The level that is called {@code word}, in capitals or not; null if none is. */
  static @Nullable String of(String word) {
    return word.length() > 11 ? null : NAMES.get(word.toUpperCase(Locale.ROOT));
  }

  /** The level of one capital letter, as Android and Go write it; null if it is none. */
  static @Nullable String ofLetter(String word) {
    return switch (word) {
      case "V" -> "TRACE";
      case "D" -> "DEBUG";
      case "I" -> "INFO";
      case "W" -> "WARN";
      case "E" -> "ERROR";
      case "F" -> "FATAL";
      default -> null;
    };
  }

  /** The level in syslog's number of facility and severity. */
  static String ofPriority(int priority) {
    return SEVERITIES[priority & 7];
  }

  /** The level of a response. */
  static String ofStatus(int status) {
    return status >= 500 ? "ERROR" : status >= 400 ? "WARN" : "INFO";
  }
}
