package dev.cauce.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.row.EventTime;
import dev.cauce.row.TimeFormat;
import dev.cauce.sensors.CleaningRule;
import dev.cauce.sensors.WideFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of sensors are, as far as options and the first lines of the input tell.
 *
 * @param format columns and sensors
 * @param eventTime where the time of a row stands
 * @param isChosen whether it was said which columns are sensors
 */
record SensorInput(WideFormat format, EventTime eventTime, boolean isChosen) {
  /** How loggers write times, if not as ISO-8601; the day comes first. */
  private static final List<TimeFormat> FORMATS =
      List.of(
          TimeFormat.ISO_8601,
          TimeFormat.pattern("d.M.yyyy H:mm[:ss]"),
          TimeFormat.pattern("d.M.yy H:mm[:ss]"),
          TimeFormat.pattern("yyyy/M/d H:mm[:ss]"));

  /** Reads the options; null if something is wrong, which is among {@code problems} then. */
  static @Nullable SensorInput read(FlowSettings settings, List<String> problems) {
    List<String> sample = settings.sample().get();
    String header =
        settings.isSet(Sensors.COLUMNS) ? settings.value(Sensors.COLUMNS) : first(sample);
    if (header == null) {
      problems.add(
          "--columns is missing, and there is no file to take the header from: give the line that"
              + " names the columns.");
      return null;
    }
    String place = settings.table().eventTime();
    int colon = place == null ? -1 : place.indexOf(':');
    String column = place == null || colon < 0 ? place : place.substring(0, colon);
    try {
      WideFormat format =
          WideFormat.of(header, column, patterns(settings), rules(settings.value(Sensors.CLEAN)));
      EventTime time =
          EventTime.csv(format.timeColumn(), format.columns(), format.delimiter())
              .passingHeader(format.timeColumn());
      String written = place == null || colon < 0 ? null : place.substring(colon + 1);
      if (written != null) {
        return new SensorInput(
            format, time.as(TimeFormat.parse(written)), settings.isSet(Sensors.SENSORS));
      }
      return guessed(
          new SensorInput(format, time, settings.isSet(Sensors.SENSORS)), sample, problems);
    } catch (IllegalArgumentException refused) {
      problems.add("sensors: " + refused.getMessage());
      return null;
    }
  }

  private static @Nullable String first(List<String> sample) {
    if (sample.isEmpty()) {
      return null;
    }
    String first = sample.get(0);
    return first.startsWith("\uFEFF") ? first.substring(1) : first;
  }

  /** The first format in which the times of all of the first rows can be read. */
  private static @Nullable SensorInput guessed(
      SensorInput input, List<String> sample, List<String> problems) {
    List<byte[]> rows =
        sample.stream()
            .filter(line -> !line.isEmpty() && !line.equals(sample.get(0)))
            .limit(20)
            .map(line -> line.getBytes(UTF_8))
            .toList();
    for (TimeFormat written : FORMATS) {
      EventTime tried = input.eventTime.as(written);
      if (rows.stream().allMatch(row -> tried.millis(row, 0, row.length) != EventTime.NONE)) {
        return new SensorInput(input.format, tried, input.isChosen); // ISO-8601 if there is no row
      }
    }
    String column = input.format.timeColumn();
    problems.add(
        "--event-time: how the times in \""
            + column
            + "\" are written is not clear: give it as COLUMN:FORMAT, such as '"
            + column
            + ":dd.MM.yyyy HH:mm'.");
    return null;
  }

  private static List<String> patterns(FlowSettings settings) {
    return Arrays.stream(settings.value(Sensors.SENSORS).split(","))
        .map(String::strip)
        .filter(pattern -> !pattern.isEmpty())
        .toList();
  }

  private static List<CleaningRule> rules(String text) {
    if (!text.startsWith("@")) {
      return CleaningRule.parseAll(text);
    }
    try {
      return CleaningRule.parseAll(Files.readString(Path.of(text.substring(1)), UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the file of rules \"" + text.substring(1) + "\" cannot be read: name one that is there.",
          e);
    }
  }
}
