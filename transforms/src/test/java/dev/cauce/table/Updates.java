package dev.cauce.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.Row;

/** Collects what leaves a table, in the order in which it leaves, for a test to look at. */
final class Updates extends PTransform<PCollection<TableUpdate>, PDone> {
  private static final Map<String, List<TableUpdate>> ALL = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();

  Updates() {
    ALL.put(id, Collections.synchronizedList(new ArrayList<>()));
  }

  List<TableUpdate> all() {
    return List.copyOf(ALL.getOrDefault(id, List.of()));
  }

  /** The table a sink is left with: the rows as text, by the rules of {@link TableUpdate}. */
  static List<String> table(Collection<TableUpdate> updates) {
    Map<List<Object>, Row> rows = new HashMap<>();
    Map<List<Object>, Long> versions = new HashMap<>();
    List<Row> appended = new ArrayList<>();
    long snapshot = Long.MIN_VALUE;
    for (TableUpdate update : updates) {
      switch (update.mode()) {
        case APPEND -> appended.addAll(update.rows());
        case UPDATE -> {
          for (Row row : update.removed()) {
            List<Object> key = key(row);
            if (versions.merge(key, update.version(), Math::max) == update.version()) {
              rows.remove(key);
            }
          }
          for (Row row : update.rows()) {
            List<Object> key = key(row);
            if (versions.merge(key, update.version(), Math::max) == update.version()) {
              rows.put(key, row);
            }
          }
        }
        case COMPLETE -> {
          if (update.version() > snapshot) {
            snapshot = update.version();
            appended = new ArrayList<>(update.rows());
          }
        }
      }
    }
    appended.addAll(rows.values());
    return appended.stream().map(row -> row.getValues().toString()).sorted().toList();
  }

  private static List<Object> key(Row row) {
    List<Object> key = new ArrayList<>();
    TableUpdate.keyColumns(row.getSchema()).forEach(i -> key.add(row.getValue(i)));
    return key;
  }

  @Override
  public PDone expand(PCollection<TableUpdate> input) {
    input.apply("Collect", ParDo.of(new CollectFn(id)));
    return PDone.in(input.getPipeline());
  }

  private static final class CollectFn extends DoFn<TableUpdate, Void> {
    private final String id;

    CollectFn(String id) {
      this.id = id;
    }

    @ProcessElement
    public void process(@Element TableUpdate update) {
      ALL.computeIfAbsent(id, i -> Collections.synchronizedList(new ArrayList<>())).add(update);
    }
  }
}
