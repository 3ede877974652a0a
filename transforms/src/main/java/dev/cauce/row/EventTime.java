package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the event time of a row stands, and how it is written: a field of a JSON object, a column
 * of CSV, what a regular expression finds, or the time of arrival.
 *
 * <pre>{@code
 * TopicIO.read("localhost:9092", "orders").withEventTime(EventTime.json("created_at"))
 * DirectoryIO.read("/var/log/shop").withEventTime(
 *     EventTime.regex(Pattern.compile("^\\S+")).as(TimeFormat.EPOCH_SECONDS))
 * }</pre>
 *
 * <p>A time is a whole number of milliseconds since the epoch, what is finer is cut off, and lies
 * in the years 1 to 9999: microseconds that were taken for milliseconds would close every window.
 * Text is taken without the spaces around it.
 *
 * <p>Immutable: {@link #as} returns a new object. Thread-safe.
 */
public final class EventTime implements Serializable {
  /** Instead of a time: there is none, or none that can be read. */
  public static final long NONE = Long.MIN_VALUE;

  private static final long serialVersionUID = 1L;

  private final TimeField field;
  private final @Nullable TimeFormat format;
  private final @Nullable String header;

  private EventTime(TimeField field, @Nullable TimeFormat format) {
    this(field, format, null);
  }

  private EventTime(TimeField field, @Nullable TimeFormat format, @Nullable String header) {
    this.field = field;
    this.format = format;
    this.header = header;
  }

  /**
   * The field {@code name} of a JSON object. With dots in it, it is the path to a field of an
   * object in the object, or, if there is none, the one field of that whole name. Of several fields
   * of one name it is the first. Nothing behind the field is looked at: the row need not be whole.
   *
   * <p>Unless a format is given with {@link #as}, a text is ISO-8601, and a number is milliseconds
   * since the epoch if it is above 100,000,000,000 (which as milliseconds is in 1973, and as
   * seconds in the year 5138), else seconds.
   */
  public static EventTime json(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("The event time's field has no name");
    }
    return new EventTime(new JsonField(name), null);
  }

  /** The column {@code column} of rows of values between commas; the first column is 0. */
  public static EventTime csv(int column) {
    return csv(column, ',');
  }

  /**
   * The column {@code column} of rows of values between {@code delimiter}s; the first column is 0.
   * A value may stand in double quotes, a quote in it is doubled. ISO-8601 unless told otherwise.
   *
   * @throws IllegalArgumentException if the column is negative, or the delimiter is a quote or not
   *     ASCII
   */
  public static EventTime csv(int column, char delimiter) {
    return new EventTime(new CsvField(column, delimiter, "column " + column), null);
  }

  /**
   * The column {@code name} of rows of values between commas whose names are {@code header}.
   *
   * @throws IllegalArgumentException if it is not among them
   */
  public static EventTime csv(String name, List<String> header) {
    return csv(name, header, ',');
  }

  /**
   * The column {@code name} of rows of values between {@code delimiter}s whose names are {@code
   * header}.
   *
   * @throws IllegalArgumentException if it is not among them
   */
  public static EventTime csv(String name, List<String> header, char delimiter) {
    int column = header.indexOf(name);
    if (column < 0) {
      throw new IllegalArgumentException(
          "There is no column \"" + name + "\" for the event time: there are " + header);
    }
    return new EventTime(new CsvField(column, delimiter, "column \"" + name + "\""), null);
  }

  /**
   * What the first match of {@code pattern} in the row has in its group {@code time}, or in its
   * first group if none has that name. ISO-8601 unless told otherwise.
   *
   * @throws IllegalArgumentException if the pattern has no group
   */
  public static EventTime regex(Pattern pattern) {
    if (pattern.matcher("").groupCount() == 0) {
      throw new IllegalArgumentException(
          "The pattern \""
              + pattern
              + "\" has no group that is the event time: write (?<time>...)");
    }
    return new EventTime(new RegexField(pattern), null);
  }

  /**
   * What the first match of {@code pattern} in the row has in its group {@code group}, the first of
   * which is 1. ISO-8601 unless told otherwise.
   *
   * @throws IllegalArgumentException if the pattern has no such group
   */
  public static EventTime regex(Pattern pattern, int group) {
    int groups = pattern.matcher("").groupCount();
    if (group < 1 || group > groups) {
      throw new IllegalArgumentException(
          "The pattern \"" + pattern + "\" has " + groups + " groups, none is number " + group);
    }
    return new EventTime(new RegexField(pattern, group), null);
  }

  /**
   * What {@code time} finds in a row; a format given with {@link #as} does not matter. It is
   * compared by {@code toString} when a run is resumed.
   */
  public static EventTime by(LineTime time) {
    return new EventTime(new OwnField(Objects.requireNonNull(time)), null);
  }

  /**
   * The time of a request in an access log of Apache or nginx, which stands in brackets before the
   * request: {@code [17/May/2015:10:05:03 +0000]}.
   */
  public static EventTime accessLog() {
    return new EventTime(AccessLogTime.Place.INSTANCE, TimeFormat.ACCESS_LOG);
  }

  /** The time at which a row is read. */
  public static EventTime arrival() {
    return new EventTime(Arrival.INSTANCE, null);
  }

  /** The same place, but written like this. Does not matter for the time of arrival. */
  public EventTime as(TimeFormat other) {
    return new EventTime(field, Objects.requireNonNull(other), header);
  }

  /**
   * The same, but a row that has {@code name} where its time should stand is a header: no row, and
   * nothing that is wrong.
   */
  public EventTime passingHeader(String name) {
    return new EventTime(field, format, Objects.requireNonNull(name));
  }

  /** Whether the row {@code bytes[from, to)} is a header, see {@link #passingHeader}. */
  public boolean isHeader(byte[] bytes, int from, int to) {
    if (field instanceof OwnField own) {
      return own.time.isNoRow(bytes, from, to);
    }
    return header != null && header.equals(field.text(bytes, from, to));
  }

  /** Whether it is the time of arrival, and not in the row. */
  public boolean isArrival() {
    return field == Arrival.INSTANCE;
  }

  /**
   * The event time of the row {@code bytes[from, to)}, UTF-8 text, in milliseconds since the epoch;
   * {@link #NONE} if it cannot be read.
   */
  public long millis(byte[] bytes, int from, int to) {
    if (isArrival()) {
      return System.currentTimeMillis();
    }
    if (field instanceof OwnField own) {
      return own.time.millis(bytes, from, to);
    }
    long found = field.find(bytes, from, to);
    if (found < 0) {
      return found == TimeField.ODD ? read(field.text(bytes, from, to)) : NONE;
    }
    int start = TimeField.start(found);
    int end = TimeField.end(found);
    return format(bytes, start).millis(bytes, start, end);
  }

  /**
   * Why {@link #millis} is {@link #NONE} for this row, in one line: {@code event time: no field
   * "ts"}.
   */
  public String reason(byte[] bytes, int from, int to) {
    String text = field.text(bytes, from, to);
    if (text == null) {
      return "event time: " + field.missing(bytes, from, to);
    }
    long found = field.find(bytes, from, to);
    TimeFormat tried = found < 0 ? formatOfText() : format(bytes, TimeField.start(found));
    return "event time: " + tried.reason(text);
  }

  private long read(@Nullable String text) {
    if (text == null) {
      return NONE;
    }
    byte[] utf8 = text.getBytes(UTF_8);
    return formatOfText().millis(utf8, 0, utf8.length);
  }

  private TimeFormat formatOfText() {
    return format != null ? format : TimeFormat.ISO_8601;
  }

  private TimeFormat format(byte[] bytes, int start) {
    return format == null && field.isNumber(bytes, start) ? TimeFormat.EPOCH : formatOfText();
  }

  @Override
  public String toString() {
    return format == null ? field.toString() : field + " as " + format;
  }

  /** Nowhere in the row. */
  private enum Arrival implements TimeField {
    INSTANCE;

    @Override
    public long find(byte[] bytes, int from, int to) {
      return NOWHERE;
    }

    @Override
    public String missing(byte[] bytes, int from, int to) {
      return "that of arrival";
    }

    @Override
    public @Nullable String text(byte[] bytes, int from, int to) {
      return null;
    }

    @Override
    public String toString() {
      return "arrival";
    }
  }

  /** What somebody else finds: neither a range nor a text. */
  private record OwnField(LineTime time) implements TimeField {
    @Override
    public long find(byte[] bytes, int from, int to) {
      return NOWHERE;
    }

    @Override
    public @Nullable String text(byte[] bytes, int from, int to) {
      return null;
    }

    @Override
    public String missing(byte[] bytes, int from, int to) {
      return time.missing(bytes, from, to);
    }

    @Override
    public String toString() {
      return time.toString();
    }
  }

  /** What a pattern finds. Always odd: the row has to be made text first. */
  private static final class RegexField implements TimeField {
    private static final long serialVersionUID = 1L;

    private final Pattern pattern;
    private final int group; // 0: the one that is named time

    RegexField(Pattern pattern) {
      this(pattern, pattern.pattern().contains("(?<time>") ? 0 : 1);
    }

    RegexField(Pattern pattern, int group) {
      this.pattern = pattern;
      this.group = group;
    }

    @Override
    public long find(byte[] bytes, int from, int to) {
      return ODD;
    }

    @Override
    public @Nullable String text(byte[] bytes, int from, int to) {
      Matcher matcher = pattern.matcher(new String(bytes, from, to - from, UTF_8));
      if (!matcher.find()) {
        return null;
      }
      return group == 0 ? matcher.group("time") : matcher.group(group);
    }

    @Override
    public String missing(byte[] bytes, int from, int to) {
      return "no match of \"" + pattern + "\"";
    }

    @Override
    public String toString() {
      return "regex " + pattern;
    }
  }
}
