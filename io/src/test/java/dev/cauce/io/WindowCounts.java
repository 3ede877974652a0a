package dev.cauce.io;

import dev.cauce.row.Lines;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Table;
import dev.cauce.table.TableUpdate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;

/** Counts the rows of each minute, and notes each count as it leaves the table: {@code 10:00 3}. */
final class WindowCounts {
  private static final ConcurrentMap<String, List<String>> ALL = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private final List<String> counts = new CopyOnWriteArrayList<>();

  WindowCounts() {
    ALL.put(id, counts);
  }

  void of(PCollection<Lines> lines) {
    lines
        .apply("Each", Lines.each())
        .apply(
            "Count",
            Table.of(StringUtf8Coder.of(), (String row) -> "rows", Count.combineFn())
                .columns("what", "count")
                .over(FixedWindows.of(Duration.standardMinutes(1)))
                .every(Duration.millis(50))
                .emitting(OutputMode.APPEND))
        .apply("Note", ParDo.of(new Note(id)));
  }

  List<String> get() {
    return counts;
  }

  void await(String... expected) {
    try {
      Await.until("the counts are there", () -> counts.equals(List.of(expected)));
    } catch (AssertionError e) {
      throw new AssertionError(List.of(expected) + " were expected, there are " + counts, e);
    }
  }

  private static final class Note extends DoFn<TableUpdate, Void> {
    private final String id;

    Note(String id) {
      this.id = id;
    }

    @ProcessElement
    public void process(@Element TableUpdate update) {
      for (Row row : update.rows()) {
        String window = update.windowStart().toString().substring(11, 16);
        Objects.requireNonNull(ALL.get(id)).add(window + " " + row.getInt64("count"));
      }
    }
  }
}
