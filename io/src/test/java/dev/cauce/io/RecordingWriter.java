package dev.cauce.io;

import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.values.Row;

/** Remembers batches as text, {@code 0 UPDATE [a=1, b=2]}, rows in the order of their text. */
final class RecordingWriter implements BatchWriter {
  private static final Map<String, List<String>> RECORDED = new ConcurrentHashMap<>();

  private final String id;

  private RecordingWriter(String id) {
    this.id = id;
  }

  static RecordingWriter create() {
    return new RecordingWriter(UUID.randomUUID().toString());
  }

  List<String> batches() {
    return RECORDED.computeIfAbsent(id, key -> new CopyOnWriteArrayList<>());
  }

  @Override
  public long write(Batch batch, MapState<String, byte[]> kept) {
    return writeOnly(batch);
  }

  @Override
  public long writeOnly(Batch batch) {
    List<String> rows = new ArrayList<>();
    for (TableUpdate update : batch.updates()) {
      for (Row row : update.rows()) {
        rows.add(row.getValue(0) + "=" + row.getValue(1));
      }
    }
    batches()
        .add(
            batch.number()
                + " "
                + batch.mode()
                + rows.stream().sorted().collect(Collectors.joining(", ", " [", "]")));
    return rows.size();
  }
}
