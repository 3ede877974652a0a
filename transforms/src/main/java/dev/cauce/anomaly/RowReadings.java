package dev.cauce.anomaly;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.row.DeadLetter;
import dev.cauce.row.Lines;
import dev.cauce.row.MalformedRowException;
import dev.cauce.row.PlainCells;
import dev.cauce.row.RowFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * The readings in rows of text: some columns name the series, some are the values. A row without a
 * finite number in each of the value columns, or without a name, is rejected with the reason.
 */
public final class RowReadings implements Readings<Lines> {
  /** In the place of a column: the file, or the partition, that a row comes from. */
  public static final String FILE = "_file";

  private static final int ORIGIN = -1;

  private final RowFormat format;
  private final int[] series;
  private final int[] values;
  private final int time;

  /** Whether most rows can be read where they stand. */
  private final boolean isShort;

  private transient @Nullable PlainCells cells;

  /**
   * @param series the columns whose values, with slashes between them, name the series; {@link
   *     #FILE} for where the row comes from
   * @param values the columns of the values
   * @param time the column of the time, a timestamp; null for the event time of the row
   * @throws IllegalArgumentException if there is no such column
   */
  public RowReadings(
      RowFormat format, List<String> series, List<String> values, @Nullable String time) {
    this.format = format.as(columns(format.schema(), series, values, time));
    this.series = series.stream().mapToInt(this::column).toArray();
    this.values = values.stream().mapToInt(this::column).toArray();
    this.time = time == null ? ORIGIN : column(time);
    this.isShort =
        series.size() == 1
            && PlainCells.of(this.format) != null
            && values.stream().allMatch(each -> isNumber(this.format.schema(), each));
  }

  /**
   * What is read of each column: names as they stand, numbers; what else there is does not matter.
   */
  private static Schema columns(
      Schema given, List<String> series, List<String> values, @Nullable String time) {
    Schema.Builder columns = Schema.builder();
    for (Schema.Field field : given.getFields()) {
      if (field.getName().equals(time)) {
        columns.addField(field);
      } else if (values.contains(field.getName())) {
        boolean number = field.getType().getTypeName().isNumericType();
        columns.addNullableField(field.getName(), number ? FieldType.DOUBLE : FieldType.STRING);
      } else {
        columns.addNullableField(field.getName(), FieldType.STRING);
      }
    }
    return columns.build();
  }

  private static boolean isNumber(Schema schema, String column) {
    return schema.getField(column).getType().equals(FieldType.DOUBLE.withNullable(true));
  }

  private int column(String name) {
    Schema schema = format.schema();
    if (name.equals(FILE)) {
      return ORIGIN;
    }
    if (!schema.hasField(name)) {
      throw new IllegalArgumentException(
          "There is no column \"" + name + "\"; there are " + schema.getFieldNames() + ".");
    }
    return schema.indexOf(name);
  }

  @Override
  public void read(Lines lines, long micros, Taker taker) {
    double[] numbers = new double[values.length];
    PlainCells cells = cells();
    byte[] origin = lines.origin().getBytes(UTF_8);
    for (int i = 0; i < lines.size(); i++) {
      if (cells != null && isPlain(cells, lines, i, numbers)) {
        byte[] bytes = series[0] == ORIGIN ? origin : lines.bytes();
        int from = series[0] == ORIGIN ? 0 : cells.start(series[0]);
        int to = series[0] == ORIGIN ? origin.length : cells.end(series[0]);
        taker.reading(bytes, from, to, 1000 * lines.millis(i), numbers);
        continue;
      }
      String reason;
      try {
        Row row = format.parse(lines.bytes(), lines.start(i), lines.end(i));
        if (row == null) {
          continue;
        }
        for (int j = 0; j < values.length; j++) {
          numbers[j] = number(row, values[j]);
        }
        byte[] name = name(row, origin);
        taker.reading(name, 0, name.length, time(row, lines.millis(i)), numbers);
        continue;
      } catch (MalformedRowException e) {
        reason = String.valueOf(e.getMessage());
      }
      taker.reject(
          new DeadLetter(org.joda.time.Instant.now(), lines.origin(), reason, lines.line(i)));
    }
  }

  /** The short way to most readings of CSV; null if there is none. */
  private @Nullable PlainCells cells() {
    if (!isShort) {
      return null;
    }
    if (cells == null) {
      cells = PlainCells.of(format);
    }
    return cells;
  }

  /** Whether row {@code i} can be read where it stands; then {@code numbers} are its values. */
  private boolean isPlain(PlainCells cells, Lines lines, int i, double[] numbers) {
    byte[] bytes = lines.bytes();
    if (!cells.find(bytes, lines.start(i), lines.end(i))
        || time != ORIGIN && !cells.isTimeInMillis(bytes, time)
        || series[0] != ORIGIN && cells.start(series[0]) == cells.end(series[0])) {
      return false;
    }
    for (int j = 0; j < values.length; j++) {
      numbers[j] = cells.number(bytes, values[j]);
      if (Double.isNaN(numbers[j])) {
        return false;
      }
    }
    return true;
  }

  private byte[] name(Row row, byte[] origin) throws MalformedRowException {
    if (series.length == 1) {
      return series[0] == ORIGIN ? origin : text(row, series[0]).getBytes(UTF_8);
    }
    StringBuilder name = new StringBuilder();
    for (int column : series) {
      name.append(name.length() == 0 ? "" : "/");
      name.append(column == ORIGIN ? new String(origin, UTF_8) : text(row, column));
    }
    return name.toString().getBytes(UTF_8);
  }

  private String text(Row row, int column) throws MalformedRowException {
    Object value = row.getValue(column);
    if (value == null) {
      throw new MalformedRowException("no series: \"" + column(row, column) + "\" is missing");
    }
    return value.toString();
  }

  private static String column(Row row, int column) {
    return row.getSchema().getField(column).getName();
  }

  private long time(Row row, long millis) throws MalformedRowException {
    if (time == ORIGIN) {
      return 1000 * millis;
    }
    Object value = row.getValue(time);
    if (value == null) {
      throw new MalformedRowException("no time: \"" + column(row, time) + "\" is missing");
    }
    return ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value);
  }

  private static double number(Row row, int column) throws MalformedRowException {
    Object value = row.getValue(column);
    double number;
    if (value == null) {
      throw new MalformedRowException("no reading: \"" + column(row, column) + "\" is missing");
    } else if (value instanceof Number known) {
      number = known.doubleValue();
    } else {
      try {
        number = Double.parseDouble(value.toString());
      } catch (NumberFormatException e) {
        throw new MalformedRowException(
            "no reading: \"" + column(row, column) + "\" is \"" + value + "\", no number");
      }
    }
    if (!Double.isFinite(number)) {
      throw new MalformedRowException(
          "no reading: \"" + column(row, column) + "\" is " + number + ", which is not finite");
    }
    return number;
  }
}
