package dev.cauce.peers.beam;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.Words;
import java.util.List;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.ExperimentalOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * What they run on. Tuned: objects reused and not copied between operators, checks of mutation off,
 * state on the heap, sources read without splittable functions, which Flink runs with less.
 */
final class Pipelines {
  private Pipelines() {}

  static Pipeline onFlink(Arguments arguments) {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setFlinkMaster("[local]");
    options.setParallelism(arguments.parallelism());
    options.setObjectReuse(true);
    options.setFasterCopy(true);
    options.as(ExperimentalOptions.class).setExperiments(List.of("use_deprecated_read"));
    return Pipeline.create(options);
  }

  /** With checkpoints, for unbounded input. */
  static Pipeline unbounded(Arguments arguments) {
    Pipeline pipeline = onFlink(arguments);
    FlinkPipelineOptions options = pipeline.getOptions().as(FlinkPipelineOptions.class);
    options.setStreaming(true);
    options.setCheckpointingInterval(arguments.checkpointMillis());
    options.setStateBackend("filesystem");
    options.setStateBackendStoragePath("file://" + arguments.work() + "/checkpoints");
    options.setFinishBundleBeforeCheckpointing(true);
    return pipeline;
  }

  static Pipeline direct(Arguments arguments) {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(DirectRunner.class);
    DirectOptions direct = options.as(DirectOptions.class);
    direct.setTargetParallelism(arguments.parallelism());
    direct.setEnforceEncodability(false);
    direct.setEnforceImmutability(false);
    return Pipeline.create(options);
  }

  /** {@code word,count}. */
  static MapElements<KV<String, Long>, String> asCsv() {
    return MapElements.into(TypeDescriptors.strings())
        .via(count -> Words.csv(count.getKey(), count.getValue()));
  }
}
