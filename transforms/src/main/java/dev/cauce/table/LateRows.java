package dev.cauce.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.cauce.row.DeadLetter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Instant;

/** What was late, as dead letters. */
final class LateRows {
  private static final JsonFactory JSON = new JsonFactory();

  private LateRows() {}

  /**
   * @param row what the table would have had of the late rows alone: rows of one key and window
   *     that came together are aggregated before it is known whether they are late
   */
  static DeadLetter letter(Row row, Instant watermark) {
    return new DeadLetter(
        Instant.now(),
        "table",
        "late: the watermark was " + watermark + " when it came",
        json(row));
  }

  private static String json(Row row) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      Schema schema = row.getSchema();
      for (int i = 0; i < schema.getFieldCount(); i++) {
        json.writeFieldName(schema.getField(i).getName());
        Object value = row.getValue(i);
        if (value == null) {
          json.writeNull();
        } else if (value instanceof Number number) {
          json.writeNumber(number.toString());
        } else if (value instanceof Boolean flag) {
          json.writeBoolean(flag);
        } else {
          json.writeString(value.toString());
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write a late row as JSON", e);
    }
    return text.toString();
  }
}
