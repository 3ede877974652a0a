package dev.cauce.logs;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the messages of a form or a template. Adding up is commutative and associative,
 * so it does not matter in which order or where messages are counted.
 *
 * @param count how many there were
 * @param first the event time of the first, in microseconds since the epoch
 * @param last that of the last
 * @param level the most severe level; null if none was said
 * @param services what wrote them: the first {@link #SERVICES} names in the order of the alphabet
 * @param example the first message, by its event time, cut to {@link #EXAMPLE} characters
 */
record TemplateStats(
    long count,
    long first,
    long last,
    @Nullable String level,
    List<String> services,
    String example) {
  static final int SERVICES = 5;
  static final int EXAMPLE = 500;
  private static final int NAME = 100;

  /** From the least severe to the most. */
  static final List<String> LEVELS =
      List.of("TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "ERROR", "FATAL");

  TemplateStats {
    services = List.copyOf(services);
  }

  /** Of the one message of {@code event}. */
  static TemplateStats of(LogEvent event, long micros) {
    String service = event.service();
    return new TemplateStats(
        1,
        micros,
        micros,
        event.level(),
        service == null ? List.of() : List.of(cut(service, NAME)),
        cut(event.message(), EXAMPLE));
  }

  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean inPair = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, inPair ? length - 1 : length);
  }

  TemplateStats plus(TemplateStats that) {
    int byExample = example.compareTo(that.example);
    boolean mine = first != that.first ? first < that.first : byExample <= 0;
    Set<String> names = new TreeSet<>(services);
    names.addAll(that.services);
    return new TemplateStats(
        count + that.count,
        Math.min(first, that.first),
        Math.max(last, that.last),
        severity(level) >= severity(that.level) ? level : that.level,
        names.stream().limit(SERVICES).toList(),
        mine ? example : that.example);
  }

  static int severity(@Nullable String level) {
    return level == null ? -1 : LEVELS.indexOf(level);
  }
}
