package dev.cauce.runners;

import java.util.Map;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The figures of a Flink job, found by its options. Apart, so that Flink may be missing. */
final class FlinkRun {
  private FlinkRun() {}

  static Figures figures(PipelineOptions options) {
    String dir = options.as(FlinkPipelineOptions.class).getFlinkConfDir();
    return dir == null ? Map::of : FlinkFigures.of(dir);
  }

  /** Where the Flink inside this JVM takes requests; null if it is not up, or is not in here. */
  static @Nullable FlinkRest rest(PipelineOptions options) {
    String dir = options.as(FlinkPipelineOptions.class).getFlinkConfDir();
    return dir == null ? null : EmbeddedRest.find(dir);
  }

  static void forget(PipelineOptions options) {
    String dir = options.as(FlinkPipelineOptions.class).getFlinkConfDir();
    if (dir != null) {
      FlinkFigures.forget(dir);
    }
  }
}
