package dev.cauce.io;

import dev.cauce.table.TableUpdate;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Named tables in the memory of this JVM: a pipeline {@linkplain #write writes} them, the program
 * that started it {@linkplain #table reads} them, also while it runs. For tests and for embedding;
 * with runners that work in this JVM only.
 */
public final class MemoryIO {
  private static final ConcurrentMap<String, MemoryTable> TABLES = new ConcurrentHashMap<>();

  private MemoryIO() {}

  /** The table {@code name}, empty if nothing was written to it yet. */
  public static MemoryTable table(String name) {
    return TABLES.computeIfAbsent(name, MemoryTable::new);
  }

  /** Forgets the table {@code name}; who holds it may still read it. */
  public static void drop(String name) {
    TABLES.remove(name);
  }

  /** Applies what leaves a table to the table {@code name} of this JVM. */
  public static Write write(String name) {
    return new Write(name);
  }

  /**
   * Applies updates to a {@link MemoryTable}, each as it comes, from as many workers as there are.
   *
   * <table>
   * <caption>What is applied</caption>
   * <tr><th>mode<th>effect<th>when an update comes twice
   * <tr><td>append<td>its rows are added<td>they are there twice
   * <tr><td>update<td>rows that left go; each row replaces that of the same key columns; neither
   *     if what is there has a higher version, or left at a higher one (the last 100,000 keys that
   *     left are remembered); without key columns the table has one row<td>no effect
   * <tr><td>complete<td>its rows replace all, if its version is higher than any before<td>no effect
   * </table>
   *
   * <p>Bounded or unbounded input, in any order. Keeps no state in the pipeline: the table lives as
   * long as the JVM, over the ends of pipelines too, and is as large as its rows. A restart of the
   * JVM begins with an empty one. Counts {@code cauce/batches} (updates) and {@code
   * cauce/numOutputRows}.
   */
  public static final class Write extends PTransform<PCollection<TableUpdate>, PDone> {
    private final String table;

    private Write(String table) {
      this.table = table;
    }

    @Override
    public PDone expand(PCollection<TableUpdate> input) {
      input.apply("Apply", ParDo.of(new ApplyFn(table, Batches.coder(input).schema())));
      return PDone.in(input.getPipeline());
    }
  }

  static final class ApplyFn extends DoFn<TableUpdate, Void> {
    private final Counter batches = Metrics.counter("cauce", "batches");
    private final Counter rows = Metrics.counter("cauce", "numOutputRows");
    private final String name;
    private final Schema schema;
    private final Keys keys;

    ApplyFn(String name, Schema schema) {
      this.name = name;
      this.schema = schema;
      this.keys = Keys.of(schema);
    }

    @Setup
    public void declare() {
      table(name).declare(schema);
    }

    @ProcessElement
    public void process(@Element TableUpdate update) {
      table(name).apply(update, keys);
      batches.inc();
      rows.inc(update.rows().size());
    }
  }
}
