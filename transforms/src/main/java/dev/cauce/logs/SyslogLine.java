package dev.cauce.logs;

import dev.cauce.row.EventTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of syslog: RFC 5424, RFC 3164, and RFC 3164 as it is written to files (without its
 * priority, or with a time of RFC 3339).
 */
final class SyslogLine {
  private static final Pattern RFC_5424 =
      Pattern.compile(
          "<(?<pri>\\d{1,3})>1 (?<time>\\S+) (?<host>\\S+) (?<app>\\S+) \\S+ \\S+"
              + " (?:-|(?:\\[(?:[^\"\\]]++|\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+){0,100}+\"){0,200}+\\]){1,50}+)(?: \uFEFF?(?<message>.*))?");
  private static final Pattern PRIORITY = Pattern.compile("<(\\d{1,3})>");
  private static final Pattern REST =
      Pattern.compile(
          " (?<host>\\S+) (?<tag>[^:\\[]{1,64}?)(?:\\[[^\\]]{0,64}\\])?:(?: (?<message>.*))?");
  private static final Pattern STRICT_REST =
      Pattern.compile(
          " (?<host>[^\\s:\\[]+) (?<tag>[\\w./()-]{1,64})(?:\\[\\d+\\])?: (?<message>.*)");

  private SyslogLine() {}

  static @Nullable LogEvent parse(String line, LogTimes times) {
    int priority = -1;
    int from = 0;
    if (line.startsWith("<")) {
      Matcher newer = RFC_5424.matcher(line);
      if (newer.matches()) {
        return newer(newer, times);
      }
      Matcher matcher = PRIORITY.matcher(line);
      if (!matcher.lookingAt()) {
        return null;
      }
      priority = Integer.parseInt(matcher.group(1));
      from = matcher.end();
    }
    LogTimes.Found time = times.at(line, from);
    if (time == null) {
      return null;
    }
    // What begins with a month is syslog's; digits begin many lines, so the rest must look like it.
    boolean sure = line.charAt(from) >= 'A' || priority >= 0;
    Matcher rest = (sure ? REST : STRICT_REST).matcher(line).region(time.end(), line.length());
    String level = priority < 0 ? null : Levels.ofPriority(priority);
    if (!rest.matches()) {
      return priority < 0
          ? null
          : new LogEvent(
              time.micros(), level, null, null, null, line.substring(time.end()).strip());
    }
    String host = rest.group("host");
    if (!sure && Levels.of(host) != null || host.equals("-")) {
      return null;
    }
    String tag = rest.group("tag");
    if (!sure && Levels.of(tag) != null) {
      return null;
    }
    String message = rest.group("message");
    return new LogEvent(
        time.micros(), level, tag, host, null, message == null ? "" : message.strip());
  }

  private static @Nullable LogEvent newer(Matcher line, LogTimes times) {
    LogTimes.Found time = times.at(line.group("time"), 0);
    String message = line.group("message");
    return new LogEvent(
        time == null ? EventTime.NONE : time.micros(),
        Levels.ofPriority(Integer.parseInt(line.group("pri"))),
        present(line.group("app")),
        present(line.group("host")),
        null,
        message == null ? "" : message.strip());
  }

  private static @Nullable String present(String field) {
    return field.equals("-") ? null : field;
  }
}
