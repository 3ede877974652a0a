package dev.cauce.peers.beam;

import dev.cauce.peers.common.Arguments;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.joda.time.Duration;

/**
 * Running counts of the lines of a socket to standard output, each changed row at once. Beam has no
 * source of sockets, so there is one here. Tuned: {@link Pipelines}, and bundles of 10 ms at most.
 */
final class SocketCounts {
  private SocketCounts() {}

  static void run(Arguments arguments) {
    Pipeline pipeline = Pipelines.onFlink(arguments);
    FlinkPipelineOptions options = pipeline.getOptions().as(FlinkPipelineOptions.class);
    options.setStreaming(true);
    options.setMaxBundleTimeMills(10L);
    pipeline
        .apply("read", Read.from(new SocketSource(arguments.text("host"), arguments.whole("port"))))
        .apply("split", ParDo.of(new SplitWords()))
        .apply(
            "triggered",
            Window.<String>into(new GlobalWindows())
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                .accumulatingFiredPanes()
                .withAllowedLateness(Duration.ZERO))
        .apply("count", Count.perElement())
        .apply("format", Pipelines.asCsv())
        .apply("print", ParDo.of(new Print()));
    pipeline.run().waitUntilFinish();
  }
}
