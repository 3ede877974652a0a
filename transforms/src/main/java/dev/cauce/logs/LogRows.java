package dev.cauce.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.row.EventTime;
import dev.cauce.row.MalformedRowException;
import dev.cauce.row.RowFormat;
import dev.cauce.row.Schemas;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the lines of logs: {@code time timestamp, level, service, host string, status int,
 * message string}; what a line does not say is null.
 *
 * <p>A line of no known kind is a row with a message only, if any kind will do ({@link
 * LogParser#isDetecting}), else malformed; a line that belongs to the one before it ({@link
 * LogParser#isPart}) is no row. Bytes that are not UTF-8 make a line malformed. Thread-safe and
 * stateless.
 */
public final class LogRows implements RowFormat {
  private static final long serialVersionUID = 1L;

  /** The columns. */
  public static final Schema SCHEMA =
      Schema.builder()
          .addNullableField("time", Schemas.TIMESTAMP)
          .addNullableStringField("level")
          .addNullableStringField("service")
          .addNullableStringField("host")
          .addNullableInt32Field("status")
          .addStringField("message")
          .build();

  /** Lines that belong to the one before them. */
  private static final Counter PARTS = Metrics.counter("cauce", "numLinesOfTheOneBefore");

  private static final char REPLACEMENT = '\uFFFD';

  private final LogParser parser;
  private final Schema columns;

  /** Where the columns stand in {@link #SCHEMA}. */
  private final int[] positions;

  /** Rows of what {@code parser} finds. */
  public LogRows(LogParser parser) {
    this(parser, SCHEMA);
  }

  private LogRows(LogParser parser, Schema columns) {
    this.parser = parser;
    this.columns = columns;
    this.positions = columns.getFieldNames().stream().mapToInt(SCHEMA::indexOf).toArray();
  }

  @Override
  public Schema schema() {
    return columns;
  }

  /** {@inheritDoc} Some of the columns, in any order; their types are fixed. */
  @Override
  public RowFormat as(Schema schema) {
    for (Schema.Field field : schema.getFields()) {
      if (!SCHEMA.hasField(field.getName())
          || !SCHEMA
              .getField(field.getName())
              .getType()
              .withNullable(true)
              .equals(field.getType().withNullable(true))) {
        throw new IllegalArgumentException(
            "A line of a log has no column \""
                + field.getName()
                + "\" of that type; there are "
                + SCHEMA.getFieldNames()
                + ".");
      }
    }
    return new LogRows(parser, schema);
  }

  @Override
  public @Nullable Row parse(byte[] bytes, int from, int to) throws MalformedRowException {
    LogEvent event = event(parser, bytes, from, to);
    if (event == null) {
      return null;
    }
    Row all = row(event);
    if (columns.equals(SCHEMA)) {
      return all;
    }
    List<@Nullable Object> some = new ArrayList<>(positions.length);
    for (int position : positions) {
      some.add(all.getValue(position));
    }
    return Row.withSchema(columns).attachValues(some);
  }

  static Row row(LogEvent event) {
    return Row.withSchema(SCHEMA)
        .attachValues(
            event.micros() == EventTime.NONE ? null : instant(event.micros()),
            event.level(),
            event.service(),
            event.host(),
            event.status(),
            event.message());
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
  }

  /** What the line {@code bytes[from, to)} says; null if it is part of the line before it. */
  static @Nullable LogEvent event(LogParser parser, byte[] bytes, int from, int to)
      throws MalformedRowException {
    String line = new String(bytes, from, to - from, UTF_8);
    if (line.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes, from, to)) {
      throw new MalformedRowException("not UTF-8");
    }
    LogEvent event = parser.parse(line);
    if (event != null) {
      return event;
    }
    if (LogParser.isPart(line)) {
      PARTS.inc();
      return null;
    }
    if (!parser.isDetecting()) {
      throw new MalformedRowException(parser.refusal());
    }
    return new LogEvent(EventTime.NONE, null, null, null, null, line.strip());
  }

  /** Whether U+FFFD was in the line as it came. */
  private static boolean isUtf8(byte[] bytes, int from, int to) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
