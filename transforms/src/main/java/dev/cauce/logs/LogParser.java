package dev.cauce.logs;

import java.io.Serializable;
import java.time.Clock;
import java.time.ZoneId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a line of a log says, by the line alone. Immutable and thread-safe.
 *
 * <p>A line that belongs to the one before it, as those of a stack trace do, {@linkplain #isPart is
 * known} and has no event of its own.
 */
public final class LogParser implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Lines of stack traces of Java and Python that are not indented, and what closes a block. */
  private static final Pattern PART =
      Pattern.compile(
          "(?:Caused by|Suppressed|Wrapped by): .*"
              + "|Traceback \\(most recent call last\\):.*"
              + "|\\.\\.\\. \\d+ (?:more|common frames omitted)"
              + "|(?:[a-z_][\\w$]{0,99}\\.){1,20}[A-Z][\\w$]*(?:Exception|Error|Throwable|Failure|Interrupt)(?::.*)?"
              + "|[A-Z]\\w*(?:Exception|Error|Warning|Interrupt)(?:: .*)?"
              + "|Exception in thread \".*"
              + "|[\\])}]+[;,]?");

  private final @Nullable LogFormat format;
  private final LogTimes times;

  private LogParser(@Nullable LogFormat format, LogTimes times) {
    this.format = format;
    this.times = times;
  }

  /**
   * A parser of lines of any known kind.
   *
   * @param zone of times that do not say theirs
   */
  public static LogParser detecting(ZoneId zone) {
    return new LogParser(null, new LogTimes(zone, Clock.systemUTC()));
  }

  /** This parser, but only for lines of {@code only}. */
  public LogParser only(LogFormat only) {
    return new LogParser(only, times);
  }

  /** Whether a line may be of any kind. */
  public boolean isDetecting() {
    return format == null;
  }

  /** What {@code line} says; null if it is of no known kind. */
  public @Nullable LogEvent parse(String line) {
    if (format != null) {
      return format.parse(line, times);
    }
    for (LogFormat candidate : LogFormat.all()) {
      LogEvent event = candidate.parse(line, times);
      if (event != null) {
        return event;
      }
    }
    return null;
  }

  /** Why {@link #parse} finds nothing in a line. */
  public String refusal() {
    return format == null
        ? "not a line of a log of a known kind, which begins with a time or a level"
        : "not a line of the format " + format.text();
  }

  /** Its kind of lines, and the zone. */
  @Override
  public String toString() {
    return (format == null ? "line of a log" : "line of a log, " + format.text()) + ", " + times;
  }

  /**
   * Whether {@code line}, which is of no known kind, belongs to the one before it: it is empty or
   * indented, or a line of a stack trace of Java or Python.
   */
  public static boolean isPart(String line) {
    return line.isEmpty() || Character.isWhitespace(line.charAt(0)) || PART.matcher(line).matches();
  }
}
