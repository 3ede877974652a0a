package dev.cauce.parity;

import dev.cauce.table.TableUpdate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** Collects what leaves a table, in this JVM, in the order in which it leaves each shard. */
final class Collected extends PTransform<PCollection<TableUpdate>, PDone> {
  private static final Map<String, List<TableUpdate>> ALL = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();

  List<TableUpdate> all() {
    return List.copyOf(ALL.getOrDefault(id, List.of()));
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
      ALL.computeIfAbsent(id, key -> new CopyOnWriteArrayList<>()).add(update);
    }
  }
}
