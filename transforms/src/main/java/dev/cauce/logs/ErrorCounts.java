package dev.cauce.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.anomaly.AnomalyTable;
import dev.cauce.anomaly.DetectAnomalies;
import dev.cauce.anomaly.Readings;
import dev.cauce.query.Query;
import dev.cauce.query.Windowing;
import dev.cauce.row.Lines;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.joda.time.ReadableInstant;
import org.jspecify.annotations.Nullable;

/**
 * Finds windows in which a service logs unusually many errors (or, after many, unusually few): the
 * number of its events of the levels {@code ERROR} and {@code FATAL} in each window is a reading of
 * the series that has its name. A window in which it logs no error is a reading of 0; one in which
 * it logs nothing is none. Events that say no service are of the series {@code (none)}.
 *
 * <p><b>In</b>: lines of logs with their event times, bounded or unbounded. <b>Out</b>: the table
 * of {@link AnomalyTable}; the time of a reading is the start of its window. Unbounded, a window is
 * judged when the watermark has passed its end and the lateness; order, guarantees and state are
 * those of {@link dev.cauce.table.Table} in append mode and of {@link DetectAnomalies}.
 */
public final class ErrorCounts extends PTransform<PCollection<Lines>, PCollection<TableUpdate>> {
  private static final long serialVersionUID = 1L;

  private static final String SERVICE = "service";
  private static final String ERRORS = "errors";

  private final transient Query query;
  private final LogParser parser;
  private final transient AnomalyTable<TableUpdate> found;
  private final Duration every;
  private final transient @Nullable DeadLetters unusable;
  private final transient @Nullable DeadLetters late;

  private ErrorCounts(
      Query query,
      LogParser parser,
      AnomalyTable<TableUpdate> found,
      Duration every,
      @Nullable DeadLetters unusable,
      @Nullable DeadLetters late) {
    this.query = query;
    this.parser = parser;
    this.found = found;
    this.every = every;
    this.unusable = unusable;
    this.late = late;
  }

  /** The question that counts errors of {@code events}, which are rows of {@link LogRows}. */
  public static Query query(Query events, Windowing windows) {
    return events.groupBy(
        windows,
        List.of("coalesce(service, '(none)') as " + SERVICE),
        "count_if(level in ('ERROR', 'FATAL')) as " + ERRORS);
  }

  /** The counts as readings, for {@link DetectAnomalies#in}. */
  public static Readings<TableUpdate> readings() {
    return new WindowReadings();
  }

  /**
   * The transform.
   *
   * @param query what {@link #query} gives
   * @param found what judges the {@link #readings}, and the table of what it finds
   * @param unusable for lines that cannot be used; null: the first one fails the pipeline
   * @param late for what comes too late; null: it is only counted
   */
  public static ErrorCounts of(
      Query query,
      LogParser parser,
      AnomalyTable<TableUpdate> found,
      Duration every,
      @Nullable DeadLetters unusable,
      @Nullable DeadLetters late) {
    return new ErrorCounts(Objects.requireNonNull(query), parser, found, every, unusable, late);
  }

  @Override
  public PCollection<TableUpdate> expand(PCollection<Lines> lines) {
    return lines
        .apply(
            "Errors",
            query.ofLines(
                new LogRows(parser), new Query.Settings(OutputMode.APPEND, every, unusable, late)))
        .apply("Judge", found);
  }

  /** A reading for each row of the table of errors. */
  private static final class WindowReadings implements Readings<TableUpdate> {
    private static final long serialVersionUID = 1L;

    @Override
    public void read(TableUpdate update, long micros, Taker taker) {
      for (Row row : update.rows()) {
        Schema schema = row.getSchema();
        ReadableInstant start = Objects.requireNonNull(row.getDateTime("window_start"));
        Number errors = Objects.requireNonNull(row.getValue(schema.indexOf(ERRORS)));
        byte[] name = String.valueOf((Object) row.getValue(SERVICE)).getBytes(UTF_8);
        taker.reading(
            name, 0, name.length, 1000 * start.getMillis(), new double[] {errors.doubleValue()});
      }
    }
  }
}
