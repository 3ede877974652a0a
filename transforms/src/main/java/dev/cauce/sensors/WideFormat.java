package dev.cauce.sensors;

import dev.cauce.row.CsvFields;
import dev.cauce.row.CsvOptions;
import dev.cauce.row.MalformedRowException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form of a wide file: a column of times, and a column for each sensor, named by a header.
 *
 * @param header the line that names the columns
 * @param delimiter what stands between them
 * @param columns their names
 * @param time the number of the column of times
 * @param sensors for each column its sensor; null for one that is none
 */
public record WideFormat(
    String header, char delimiter, List<String> columns, int time, List<@Nullable Sensor> sensors)
    implements Serializable {
  private static final String DELIMITERS = "\t;,";

  /** Copies the lists. */
  public WideFormat {
    columns = List.copyOf(columns);
    sensors = Collections.unmodifiableList(new ArrayList<>(sensors));
  }

  /**
   * The form that {@code header} shows: its delimiter is the one of tab, semicolon and comma that
   * it has most of; the columns that are sensors are those with a unit in brackets, or all if none
   * has one.
   *
   * @param timeColumn the column of times; null for the first
   * @param only patterns of the sensors' names, see {@link CleaningRule}; none for those said above
   * @param rules what readings may be, over what their units say
   * @throws IllegalArgumentException if there is no such column, no sensor, or two have one name
   */
  public static WideFormat of(
      String header, @Nullable String timeColumn, List<String> only, List<CleaningRule> rules) {
    char delimiter = delimiter(header);
    List<String> columns;
    try {
      columns = fields(header, delimiter);
    } catch (MalformedRowException e) {
      throw new IllegalArgumentException("The header is malformed: " + e.getMessage() + ".", e);
    }
    int time = timeColumn == null ? 0 : columns.indexOf(timeColumn);
    if (time < 0) {
      throw new IllegalArgumentException(
          "There is no column \""
              + timeColumn
              + "\"; there are "
              + String.join(", ", columns)
              + ".");
    }
    List<Pattern> wanted = only.stream().map(CleaningRule::glob).toList();
    boolean units = columns.stream().anyMatch(column -> Sensor.unitIn(column) != null);
    List<@Nullable Sensor> sensors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      Sensor sensor = Sensor.of(column, rules);
      boolean isSensor =
          wanted.isEmpty()
              ? !units || Sensor.unitIn(column) != null
              : wanted.stream()
                  .anyMatch(p -> p.matcher(sensor.name()).matches() || p.matcher(column).matches());
      sensors.add(i != time && isSensor && !column.isEmpty() ? sensor : null);
      if (sensors.get(i) != null && !names.add(sensor.name())) {
        throw new IllegalArgumentException(
            "Two columns are named \"" + sensor.name() + "\": name each sensor once.");
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "None of the columns is a sensor: " + String.join(", ", columns) + ".");
    }
    return new WideFormat(header, delimiter, columns, time, sensors);
  }

  private static char delimiter(String header) {
    char best = ',';
    long most = 0;
    for (char one : DELIMITERS.toCharArray()) {
      long count = header.chars().filter(c -> c == one).count();
      if (count > most) {
        most = count;
        best = one;
      }
    }
    return best;
  }

  /** The name of the column of times. */
  public String timeColumn() {
    return columns.get(time);
  }

  /** The names of the columns that are neither sensor nor time. */
  public List<String> others() {
    List<String> others = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (i != time && sensors.get(i) == null) {
        others.add(columns.get(i));
      }
    }
    return others;
  }

  /**
   * The fields of {@code line}, one for each column. An empty one too many at the end is passed
   * over: some loggers end their rows, but not the header, with a delimiter.
   */
  List<String> fields(String line) throws MalformedRowException {
    List<String> fields = fields(line, delimiter);
    int size = fields.size();
    if (size == columns.size() + 1 && fields.get(size - 1).isEmpty()) {
      return fields.subList(0, size - 1);
    }
    if (size != columns.size()) {
      throw new MalformedRowException(size + " fields, " + columns.size() + " wanted");
    }
    return fields;
  }

  private static List<String> fields(String line, char delimiter) throws MalformedRowException {
    CsvFields fields = new CsvFields(line, CsvOptions.DEFAULT.withDelimiter(delimiter));
    List<String> all = new ArrayList<>();
    while (fields.next()) {
      all.add(fields.text().strip());
    }
    return all;
  }

  /** A row in which only the reading {@code text} of column {@code sensor} is there. */
  String only(String timeText, int sensor, String text) {
    StringBuilder row = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      row.append(i == 0 ? "" : delimiter);
      row.append(i == time ? quoted(timeText) : i == sensor ? quoted(text) : "");
    }
    return row.toString();
  }

  private String quoted(String text) {
    return text.indexOf(delimiter) < 0 && text.indexOf('"') < 0
        ? text
        : '"' + text.replace("\"", "\"\"") + '"';
  }
}
