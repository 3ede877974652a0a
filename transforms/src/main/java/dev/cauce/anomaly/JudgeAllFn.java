package dev.cauce.anomaly;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;

/**
 * Judges the readings of a shard of a bounded input: all of them are there, so they are sorted, and
 * nothing is late. Holds the readings of the shard, and one model at a time.
 */
final class JudgeAllFn<S> extends DoFn<KV<Integer, Iterable<byte[]>>, Anomaly> {
  private final Judge<S> judge;
  private final JudgeOutputs outputs;

  JudgeAllFn(Judge<S> judge, JudgeOutputs outputs) {
    this.judge = judge;
    this.outputs = outputs;
  }

  @Override
  @SuppressWarnings("deprecation") // all is there: no watermark can be overtaken
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }

  @ProcessElement
  public void process(@Element KV<Integer, Iterable<byte[]>> shard, MultiOutputReceiver out) {
    Runs runs = Runs.of(shard.getValue());
    Judge.Findings findings = outputs.to(out, BoundedWindow.TIMESTAMP_MIN_VALUE);
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      run.sort();
      judge.judge(run, run.size(), judge.start(), findings);
    }
  }
}
