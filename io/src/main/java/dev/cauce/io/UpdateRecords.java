package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of updates: first, without a value, those of rows that left, then those of the
 * rows. What has no key cannot leave: there is nothing that a compacting topic could forget.
 */
final class UpdateRecords {
  private UpdateRecords() {}

  /** Takes one record after the other. */
  interface Taker {
    void take(ProducerRecord<byte[], byte[]> record) throws IOException;
  }

  /**
   * Gives the records of {@code update} to {@code taker}.
   *
   * @param gone keys of other rows that left
   */
  static void forEach(String topic, TableUpdate update, Collection<byte[]> gone, Taker taker)
      throws IOException {
    // Which the client's records copy more quickly than any other list.
    Headers headers =
        new RecordHeaders().add("cauce-version", Long.toString(update.version()).getBytes(UTF_8));
    for (byte[] key : gone) {
      taker.take(new ProducerRecord<>(topic, null, null, key, null, headers));
    }
    List<Integer> columns = keyColumns(update);
    for (Row row : update.removed()) {
      byte[] key = key(row, columns);
      if (key != null) {
        taker.take(new ProducerRecord<>(topic, null, null, key, null, headers));
      }
    }
    if (update.rows().isEmpty()) {
      return;
    }
    try (RowJson.Encoder values = new RowJson.Encoder(update.rows().get(0).getSchema())) {
      for (Row row : update.rows()) {
        byte[] key = key(row, columns);
        taker.take(new ProducerRecord<>(topic, null, null, key, values.toBytes(row), headers));
      }
    }
  }

  /** The keys of the rows of {@code update}; none if they have none. */
  static List<byte[]> keys(TableUpdate update) {
    List<Integer> columns = keyColumns(update);
    List<byte[]> keys = new ArrayList<>();
    for (Row row : update.rows()) {
      byte[] key = key(row, columns);
      if (key != null) {
        keys.add(key);
      }
    }
    return keys;
  }

  private static List<Integer> keyColumns(TableUpdate update) {
    List<Row> rows = update.rows().isEmpty() ? update.removed() : update.rows();
    return rows.isEmpty() ? List.of() : TableUpdate.keyColumns(rows.get(0).getSchema());
  }

  /**
   * The key of a row's record: nothing without key columns, the text itself of a single text, else
   * a JSON array of the values.
   */
  private static byte @Nullable [] key(Row row, List<Integer> columns) {
    if (columns.isEmpty()) {
      return null;
    }
    if (columns.size() == 1 && row.getValue(columns.get(0)) instanceof String text) {
      return text.getBytes(UTF_8);
    }
    return RowJson.toArray(row, columns);
  }
}
