package dev.cauce.io;

import dev.cauce.row.Lines;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** What has come out of a pipeline that is still running in this JVM. */
final class Rows {
  private static final ConcurrentMap<String, List<String>> ALL = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private final List<String> rows = new CopyOnWriteArrayList<>();

  Rows() {
    ALL.put(id, rows);
  }

  /** Notes each row of {@code lines}. */
  void of(PCollection<Lines> lines) {
    lines.apply("Each", Lines.each()).apply("Note", ParDo.of(new Note(id)));
  }

  List<String> get() {
    return rows;
  }

  void awaitSize(int size) {
    Await.until(size + " rows", () -> get().size() >= size);
  }

  private static final class Note extends DoFn<String, Void> {
    private final String id;

    Note(String id) {
      this.id = id;
    }

    @ProcessElement
    public void process(@Element String row) {
      Objects.requireNonNull(ALL.get(id)).add(row);
    }
  }
}
