package dev.cauce.logs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line as the big machines of the national laboratories write them: an alert flag, seconds since
 * the epoch, a date and a node, and then a line of syslog or an event of the machine's own.
 */
final class ClusterLine {
  private static final Pattern PREFIX =
      Pattern.compile(
          "(?:-|[A-Z][A-Z_0-9]*) (?<time>\\d{9,10}) \\d{4}\\.\\d\\d\\.\\d\\d (?<host>\\S+) ");
  private static final Pattern EVENT =
      Pattern.compile("\\S+ \\S+ \\S+ (?<service>\\S+) (?<level>[A-Z]+) (?<message>.*)");
  private static final Pattern STATE =
      Pattern.compile(
          "\\d+ (?<host>\\S+) (?<service>\\S+) \\S+ (?<time>\\d{9,10}) \\d+ (?<message>.*)");

  private ClusterLine() {}

  static @Nullable LogEvent parse(String line, LogTimes times) {
    Matcher prefix = PREFIX.matcher(line);
    if (prefix.lookingAt()) {
      String rest = line.substring(prefix.end());
      long micros = 1_000_000 * Long.parseLong(prefix.group("time"));
      LogEvent inner = SyslogLine.parse(rest, times);
      if (inner != null) {
        return new LogEvent(
            micros, inner.level(), inner.service(), prefix.group("host"), null, inner.message());
      }
      Matcher event = EVENT.matcher(rest);
      if (event.matches() && Levels.of(event.group("level")) != null) {
        return new LogEvent(
            micros,
            Levels.of(event.group("level")),
            event.group("service"),
            prefix.group("host"),
            null,
            event.group("message").strip());
      }
      return new LogEvent(micros, null, null, prefix.group("host"), null, rest.strip());
    }
    Matcher state = STATE.matcher(line);
    if (!state.matches()) {
      return null;
    }
    return new LogEvent(
        1_000_000 * Long.parseLong(state.group("time")),
        null,
        state.group("service"),
        state.group("host"),
        null,
        state.group("message").strip());
  }
}
