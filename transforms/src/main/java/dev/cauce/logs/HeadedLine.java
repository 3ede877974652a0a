package dev.cauce.logs;

import dev.cauce.row.EventTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line with a time, and then some of these in any order before its message: a level, names and
 * numbers of threads and processes, the name of what wrote it. So write log4j, logback, Python's
 * logging, Spring, Apache's and nginx's error log, Hadoop, Zookeeper, OpenStack, Android and many a
 * program of its own.
 */
final class HeadedLine {
  private static final int ITEMS = 10;
  private static final Pattern GO =
      Pattern.compile(
          "(?<level>[IWEF])(?<date>\\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{1,9}) +\\d+ (?<at>[^\\]\\s]+)\\] (?<message>.*)");
  private static final Pattern NUMBER =
      Pattern.compile("(?:\\d+(?:[#/]\\d+)?:?|0x[0-9a-f]+)(?=\\s|$)");
  private static final Pattern WORD = Pattern.compile("[A-Za-z]+(?=[\\s:\\]|,]|$)");
  private static final Pattern CALLED =
      Pattern.compile("(?<name>[^\\s:\\[][^\\s]{0,119}?) {0,40}:(?=\\s|$)");
  private static final Pattern DASHED =
      Pattern.compile("(?<name>[\\w.$/-]{1,120})(?: +\\*?\\d+)? +- +");
  private static final Pattern COLUMN = Pattern.compile("(?<name>[\\w.$/-]{1,60})  +(?=\\S)");
  private static final Pattern BRACKET_NEXT =
      Pattern.compile("(?<name>[\\w$-]+(?:\\.[\\w$-]+){1,20}+) +(?=\\[)");
  private static final Pattern CLASS_AND_LINE =
      Pattern.compile("(?:.*[:/ .])?(?<name>[\\w$]+)@-?\\d+");
  private static final Pattern DOTTED =
      Pattern.compile("(?<name>[a-z_][\\w$]*(?:\\.[\\w$<>]+){2,20}+) +(?=\\S)");
  private static final Pattern CAMEL = Pattern.compile("[A-Z]+[a-z]\\w*[A-Z]\\w*");
  private static final Pattern LOGGER = Pattern.compile("[a-zA-Z_][\\w$]*(?:\\.[\\w$]+){1,20}+");
  private static final Pattern PROCESS = Pattern.compile("(?:pid|tid) .*");
  private static final Pattern THREAD = Pattern.compile("\\([\\w .#-]{1,60}\\) +(?=\\S)");
  private static final Pattern FILE = Pattern.compile("\\S+\\.log\\S* +(?=\\d)");
  private static final Pattern CLIENT = Pattern.compile("client (?<host>\\S+?)(?::\\d+)?");

  private final String line;
  private int at;
  private @Nullable String level;
  private @Nullable String service;
  private @Nullable String host;
  private boolean isNumbered;
  private boolean isBracketed;
  private boolean isThreaded;
  private boolean isOver;

  private HeadedLine(String line, int at) {
    this.line = line;
    this.at = at;
  }

  static @Nullable LogEvent parse(String line, LogTimes times) {
    if (line.isEmpty()) {
      return null;
    }
    Matcher go = GO.matcher(line);
    if (go.matches()) {
      String date = go.group("date");
      LogTimes.Found time = times.at(date.substring(0, 2) + "-" + date.substring(2), 0);
      String file = go.group("at");
      return new LogEvent(
          time == null ? EventTime.NONE : time.micros(),
          Levels.ofLetter(go.group("level")),
          file.contains(":") ? file.substring(0, file.indexOf(':')) : file,
          null,
          null,
          go.group("message").strip());
    }
    HeadedLine header = new HeadedLine(line, 0);
    Matcher file = FILE.matcher(line);
    if (file.lookingAt()) {
      header.at = file.end(); // the name of the file, as grep writes it
    }
    LogTimes.Found time = header.time(times);
    if (time == null && !header.startsWithLevel()) {
      return null;
    }
    if (time == null) {
      header.skip();
      time = header.time(times); // a level, and then the time
    }
    header.walk();
    if (header.service != null && Levels.of(header.service) != null) {
      return null;
    }
    return new LogEvent(
        time == null ? EventTime.NONE : time.micros(),
        header.level,
        header.service,
        header.host,
        null,
        line.substring(header.at).strip());
  }

  private LogTimes.@Nullable Found time(LogTimes times) {
    boolean bracket = at < line.length() && line.charAt(at) == '[';
    LogTimes.Found time = times.at(line, bracket ? at + 1 : at);
    if (time == null) {
      return null;
    }
    int end = time.end();
    if (bracket) {
      int close = line.indexOf(']', end);
      if (close < 0 || close > end + 8) {
        return null;
      }
      end = close + 1;
    }
    at = end;
    return time;
  }

  private boolean startsWithLevel() {
    boolean bracket = line.charAt(0) == '[';
    Matcher word = WORD.matcher(line).region(bracket ? 1 : 0, line.length());
    if (!word.lookingAt() || Levels.of(word.group()) == null) {
      return false;
    }
    int end = word.end();
    boolean closed =
        end < line.length()
            && (bracket ? line.charAt(end) == ']' : " :".indexOf(line.charAt(end)) >= 0);
    // A word in small letters begins a sentence: "error while ..."
    if (!closed
        || !bracket && !word.group().equals(word.group().toUpperCase(java.util.Locale.ROOT))) {
      return false;
    }
    level = Levels.of(word.group());
    at = end + 1;
    return true;
  }

  private void skip() {
    while (at < line.length()) {
      char c = line.charAt(at);
      boolean separator = c == '-' || c == ':' || c == ',' || c == ';';
      if (separator
          ? at + 1 < line.length() && " -".indexOf(line.charAt(at + 1)) >= 0
          : c == ' ' || c == '\t') {
        at++;
      } else {
        return;
      }
    }
  }

  private void walk() {
    for (int i = 0; i < ITEMS && !isOver; i++) {
      skip();
      if (at >= line.length() || !item()) {
        return;
      }
    }
    skip();
  }

  /** Passes one item of the header; false if the message begins here. */
  private boolean item() {
    char c = line.charAt(at);
    if (c == '|') {
      return column();
    }
    if (c == '[') {
      return bracket();
    }
    Matcher matcher = region(WORD);
    if (matcher.lookingAt()) {
      String found = level != null ? null : Levels.of(matcher.group());
      if (found == null && isNumbered && level == null) {
        found = Levels.ofLetter(matcher.group());
      }
      if (found != null) {
        level = found;
        at = matcher.end();
        return true;
      }
    }
    matcher = region(NUMBER);
    if (matcher.lookingAt()) {
      String number = matcher.group();
      boolean isProcess =
          level == null || number.indexOf('#') > 0 || line.startsWith(" ---", matcher.end());
      if (isProcess) {
        isNumbered = true;
        at = matcher.end();
      }
      return isProcess;
    }
    return service == null && name();
  }

  private Matcher region(Pattern pattern) {
    return pattern.matcher(line).region(at, line.length());
  }

  /** A field between upright strokes. */
  private boolean column() {
    int next = line.indexOf('|', at + 1);
    String field = next < 0 ? " " : line.substring(at + 1, next).strip();
    if (field.indexOf(' ') >= 0 || next < 0) {
      at++;
      isOver = true;
      return false;
    }
    String found = Levels.of(field);
    if (level == null && found != null) {
      level = found;
    } else if (!field.isEmpty() && !NUMBER.matcher(field).matches()) {
      service = field; // the last name is that of the logger; threads come before
    }
    at = next;
    return true;
  }

  private boolean bracket() {
    int close = close();
    if (close < 0) {
      return false;
    }
    String inside = line.substring(at + 1, close).strip();
    if (PROCESS.matcher(inside).matches()) {
      at = close + 1;
      return true;
    }
    Matcher client = CLIENT.matcher(inside);
    if (client.matches()) {
      host = client.group("host");
      isOver = true;
    } else if (service != null && isBracketed) {
      return false;
    } else {
      int colon = inside.lastIndexOf(':');
      String found = Levels.of(inside.substring(colon + 1));
      Matcher written = CLASS_AND_LINE.matcher(inside);
      if (level == null && found != null) {
        level = found;
        service = colon > 0 ? inside.substring(0, colon) : service;
      } else if (service == null && written.matches()) {
        service = written.group("name");
        isOver = true;
      } else if (service == null && level != null && LOGGER.matcher(inside).matches()) {
        service = inside;
        at = close + 1;
        skip();
        Matcher thread = region(THREAD);
        at = thread.lookingAt() ? thread.end() : at;
        isOver = true;
        return true;
      } else {
        isBracketed |= service != null;
        isThreaded |= level != null;
      }
    }
    at = close + 1;
    return true;
  }

  /** Where the bracket that opens here is closed; -1 if it is not. */
  private int close() {
    int depth = 0;
    for (int i = at; i < Math.min(line.length(), at + 300); i++) {
      depth += line.charAt(i) == '[' ? 1 : line.charAt(i) == ']' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }

  /** The name of what wrote the line, if there is one here. */
  private boolean name() {
    Matcher dashed = region(DASHED);
    if (dashed.lookingAt() && isName(dashed.group("name"), dashed.end())) {
      service = dashed.group("name");
      at = dashed.end();
      isOver = level != null;
      return true;
    }
    if (level == null) {
      return false;
    }
    Matcher called = region(CALLED);
    if (called.lookingAt() && called.group("name").indexOf(' ') < 0) {
      service = called.group("name");
      at = called.end();
      isOver = true;
      return true;
    }
    Matcher column = region(COLUMN);
    if (column.lookingAt()) {
      service = column.group("name");
      at = column.end();
      isOver = true;
      return true;
    }
    Matcher dotted = region(DOTTED);
    if (isThreaded && dotted.lookingAt()) {
      service = dotted.group("name");
      at = dotted.end();
      isOver = true;
      return true;
    }
    Matcher bracketNext = region(BRACKET_NEXT);
    if (bracketNext.lookingAt()) {
      service = bracketNext.group("name");
      at = bracketNext.end();
      return true;
    }
    return false;
  }

  /** Whether a word with a dash behind it is a name, and not the first word of a sentence. */
  private boolean isName(String word, int end) {
    boolean isPath = word.indexOf('.') > 0 || word.indexOf('$') > 0 || word.indexOf('_') > 0;
    if (isPath || CAMEL.matcher(word).matches()) {
      return true;
    }
    Matcher next = WORD.matcher(line).region(end, line.length());
    return level == null && next.lookingAt() && Levels.of(next.group()) != null;
  }
}
