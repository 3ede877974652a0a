package dev.cauce.table;

import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;

/** The last panes of a windowed aggregation as rows: they are final, so no table need keep them. */
final class PaneRows {
  private PaneRows() {}

  static <K, V> PCollection<TableUpdate> append(
      PCollection<KV<K, V>> panes,
      KvCoder<K, V> coder,
      List<String> columns,
      Duration every,
      int shards) {
    Emitter<K, V> emitter =
        new Emitter<>(
            OutputMode.APPEND,
            Emitter.WindowColumns.OF_WINDOWS,
            coder.getKeyCoder(),
            coder.getValueCoder(),
            columns);
    return panes
        .apply("Rows", ParDo.of(new RowFn<>(emitter)))
        .setRowSchema(emitter.schema())
        .apply("Append", new RowTicks(every, shards));
  }

  private static final class RowFn<K, V> extends DoFn<KV<K, V>, Row> {
    private final Emitter<K, V> emitter;

    RowFn(Emitter<K, V> emitter) {
      this.emitter = emitter;
    }

    @ProcessElement
    public void process(@Element KV<K, V> pane, BoundedWindow window, OutputReceiver<Row> out) {
      out.output(emitter.row(Windows.span(window), pane.getKey(), pane.getValue()));
    }
  }
}
