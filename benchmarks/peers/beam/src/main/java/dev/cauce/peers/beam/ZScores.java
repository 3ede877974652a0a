package dev.cauce.peers.beam;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.Moments;
import dev.cauce.peers.common.Readings;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * Alerts of sensors from Kafka to Kafka: a stateful DoFn keyed by sensor. Beam promises no order
 * within a key; on Flink that of the partition is kept. Tuned: {@link Pipelines}, and a coder of 28
 * bytes.
 */
final class ZScores {
  private ZScores() {}

  static void run(Arguments arguments) {
    Pipeline pipeline = Pipelines.unbounded(arguments);
    Topics.write(
        Topics.lines(pipeline, arguments)
            .apply("key", WithKeys.of(Readings::sensor).withKeyType(TypeDescriptors.strings()))
            .apply("judge", ParDo.of(new Judge())),
        arguments);
    pipeline.run().waitUntilFinish();
  }

  private static final class Judge extends DoFn<KV<String, String>, KV<String, String>> {
    private static final long serialVersionUID = 1;

    @StateId("moments")
    private final StateSpec<ValueState<Moments>> spec = StateSpecs.value(new MomentsCoder());

    /** Judges a reading. */
    @ProcessElement
    public void process(
        @Element KV<String, String> reading,
        @StateId("moments") ValueState<Moments> state,
        OutputReceiver<KV<String, String>> out) {
      Moments before = state.read();
      // What was read is not to be changed: it may be what a checkpoint is writing.
      Moments moments = before == null ? new Moments() : before.copy();
      double statistic = moments.judge(Readings.value(reading.getValue()));
      state.write(moments);
      if (!Double.isNaN(statistic)) {
        out.output(KV.of(reading.getKey(), Readings.alert(reading.getValue(), statistic)));
      }
    }
  }

  private static final class MomentsCoder extends CustomCoder<Moments> {
    private static final long serialVersionUID = 1;

    @Override
    public void encode(Moments moments, OutputStream to) throws IOException {
      DataOutputStream out = new DataOutputStream(to);
      out.writeLong(moments.count);
      out.writeDouble(moments.mean);
      out.writeDouble(moments.squares);
      out.writeInt(moments.cooling);
    }

    @Override
    public Moments decode(InputStream from) throws IOException {
      DataInputStream in = new DataInputStream(from);
      Moments moments = new Moments();
      moments.count = in.readLong();
      moments.mean = in.readDouble();
      moments.squares = in.readDouble();
      moments.cooling = in.readInt();
      return moments;
    }
  }
}
