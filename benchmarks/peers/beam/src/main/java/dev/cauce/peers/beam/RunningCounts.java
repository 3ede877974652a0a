package dev.cauce.peers.beam;

import dev.cauce.peers.common.Arguments;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;

/**
 * Running counts from Kafka to Kafka: Count.perElement in the global window with a repeated trigger
 * on processing time, accumulating. Tuned: {@link Pipelines}.
 */
final class RunningCounts {
  private RunningCounts() {}

  static void run(Arguments arguments) {
    Pipeline pipeline = Pipelines.unbounded(arguments);
    Topics.write(
        Topics.lines(pipeline, arguments)
            .apply("split", ParDo.of(new SplitWords()))
            .apply(
                "triggered",
                Window.<String>into(new GlobalWindows())
                    .triggering(
                        Repeatedly.forever(
                            AfterProcessingTime.pastFirstElementInPane()
                                .plusDelayOf(Duration.millis(arguments.triggerMillis()))))
                    .accumulatingFiredPanes()
                    .withAllowedLateness(Duration.ZERO))
            .apply("count", Count.perElement())
            .apply(
                "format",
                MapElements.into(
                        TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.strings()))
                    .via(count -> KV.of(count.getKey(), Long.toString(count.getValue())))),
        arguments);
    pipeline.run().waitUntilFinish();
  }
}
