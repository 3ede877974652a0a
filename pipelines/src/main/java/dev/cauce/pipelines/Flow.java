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
   * What it will do when it is set up like that; runs nothing.
   *
   * @throws RefusedException with all that is wrong with the settings
   */
  FlowPlan plan(FlowSettings settings);

  /**
   * The transform, set up; works on bounded and unbounded input. A row that it cannot use fails the
   * pipeline.
   *
   * @throws RefusedException with all that is wrong with the settings
   */
  default PTransform<PCollection<Lines>, PCollection<TableUpdate>> with(FlowSettings settings) {
    return plan(settings).table(null, null);
  }
}
