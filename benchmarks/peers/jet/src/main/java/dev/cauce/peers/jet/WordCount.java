package dev.cauce.peers.jet;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.function.FunctionEx;
import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.Traversers;
import com.hazelcast.jet.aggregate.AggregateOperations;
import com.hazelcast.jet.pipeline.BatchStage;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.SinkBuilder;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Bounded word count: its pipeline counts before and behind the shuffle by itself. Tuned: a
 * cooperative thread a worker, no other member to be looked for, no backups, no metrics, no call
 * home. Jet reads one file in one thread.
 */
final class WordCount {
  private WordCount() {}

  static void run(Arguments arguments) {
    Pipeline pipeline = Pipeline.create();
    counts(pipeline, Path.of(arguments.text("in")), "*")
        .writeTo(Sinks.<String>filesBuilder(arguments.text("out")).build());
    run(arguments, pipeline);
  }

  /** Of one file to standard output. */
  static void first(Arguments arguments) {
    Path in = Path.of(arguments.text("in")).toAbsolutePath();
    Pipeline pipeline = Pipeline.create();
    counts(pipeline, in.getParent(), in.getFileName().toString()).writeTo(standardOutput());
    run(arguments, pipeline);
  }

  private static Sink<String> standardOutput() {
    return SinkBuilder.sinkBuilder("standard output", context -> System.out)
        .<String>receiveFn((out, line) -> out.println(line))
        .flushFn(out -> out.flush())
        .build();
  }

  private static BatchStage<String> counts(Pipeline pipeline, Path folder, String glob) {
    return pipeline
        .readFrom(Sources.filesBuilder(folder.toString()).glob(glob).build())
        .flatMap(WordCount::words)
        .groupingKey(FunctionEx.identity())
        .aggregate(AggregateOperations.counting())
        .map(count -> Words.csv(count.getKey(), count.getValue()));
  }

  private static Traverser<String> words(String line) {
    List<String> words = new ArrayList<>();
    Words.split(line, words::add);
    return Traversers.traverseIterable(words);
  }

  private static void run(Arguments arguments, Pipeline pipeline) {
    Config config = new Config();
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.logging.type", "none");
    config.getMetricsConfig().setEnabled(false);
    config.getNetworkConfig().setPublicAddress("127.0.0.1");
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config.getJetConfig().setEnabled(true);
    config.getJetConfig().setBackupCount(0);
    config.getJetConfig().setCooperativeThreadCount(arguments.parallelism());
    HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(config);
    try {
      hazelcast.getJet().newJob(pipeline).join();
    } finally {
      hazelcast.shutdown();
    }
  }
}
