package dev.cauce.logs;

import dev.cauce.row.EventTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request in Apache's and nginx's common or combined format; a virtual host before it is the
 * service.
 */
final class AccessLine {
  private static final Pattern LINE =
      Pattern.compile(
          "(?:(?<vhost>[\\w.-]+(?::\\d+)?) )?(?<client>\\S++) \\S++ [^\\[]{1,200}"
              + "\\[(?<time>[^\\]]{11,40})\\] \"(?<request>[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+){0,500}+)\""
              + " (?<status>\\d{3}) (?:\\d+|-)(?: .*)?");

  private AccessLine() {}

  static @Nullable LogEvent parse(String line, LogTimes times) {
    if (line.indexOf(" [") < 0 || line.indexOf("] \"") < 0) {
      return null;
    }
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return null;
    }
    LogTimes.Found time = times.at(matcher.group("time"), 0);
    if (time == null || time.micros() == EventTime.NONE) {
      return null;
    }
    int status = Integer.parseInt(matcher.group("status"));
    return new LogEvent(
        time.micros(),
        Levels.ofStatus(status),
        matcher.group("vhost"),
        matcher.group("client"),
        status,
        matcher.group("request"));
  }
}
