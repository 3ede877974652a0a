package dev.cauce.peers.beam;

import dev.cauce.peers.common.Arguments;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Bounded word count: Beam's MinimalWordCount. Tuned: {@link Pipelines}. */
final class WordCount {
  private WordCount() {}

  static void run(Arguments arguments) {
    Pipeline pipeline = Pipelines.onFlink(arguments);
    counts(pipeline, arguments.text("in"))
        .apply("write", TextIO.write().to(arguments.text("out") + "/counts"));
    pipeline.run().waitUntilFinish();
  }

  /** To standard output. */
  static void first(Arguments arguments, Pipeline pipeline) {
    counts(pipeline, arguments.text("in")).apply("print", ParDo.of(new Print()));
    pipeline.run().waitUntilFinish();
  }

  private static PCollection<String> counts(Pipeline pipeline, String in) {
    String files = Files.isDirectory(Path.of(in)) ? in + "/*" : in;
    return pipeline
        .apply("read", TextIO.read().from(files))
        .apply("split", ParDo.of(new SplitWords()))
        .apply("count", Count.perElement())
        .apply("format", Pipelines.asCsv());
  }
}
