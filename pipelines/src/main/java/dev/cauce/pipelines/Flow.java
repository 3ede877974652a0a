package dev.cauce.pipelines;

import dev.cauce.row.Lines;
import dev.cauce.table.TableUpdate;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/**
 * A ready-made pipeline without its ends: rows go in, a table comes out. Found by name with {@link
 * java.util.ServiceLoader}; see {@link Flows}.
 */
public interface Flow {
  /** The name users call it by: lower case letters, digits and hyphens. */
  String name();

  /** What it does, in one line. */
  String summary();

  /** The options that are its own, in the order in which help lists them. */
  default List<FlowOption> options() {
    return List.of();
  }

  /**
   * Whether its table aggregates. Such a table is in update mode by default, and over an endless
   * input has no final rows to append; any other is in append mode.
   */
  boolean aggregates();

  /** The transform, set up; works on bounded and unbounded input. */
  PTransform<PCollection<Lines>, PCollection<TableUpdate>> with(FlowSettings settings);
}
