package dev.cauce.runners;

import java.util.Map;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptions;

/** The figures of a Flink job, found by its options. Apart, so that Flink may be missing. */
final class FlinkRun {
  private FlinkRun() {}

  static Figures figures(PipelineOptions options) {
    String dir = options.as(FlinkPipelineOptions.class).getFlinkConfDir();
    return dir == null ? Map::of : FlinkFigures.of(dir);
  }

  static void forget(PipelineOptions options) {
    String dir = options.as(FlinkPipelineOptions.class).getFlinkConfDir();
    if (dir != null) {
      FlinkFigures.forget(dir);
    }
  }
}
