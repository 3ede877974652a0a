package dev.cauce.io;

import dev.cauce.table.OutputMode;
import dev.cauce.table.Prompt;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends updates to a topic as they come. Snapshots go another way: they are compared with the one
 * before, whose keys are kept.
 */
final class TopicSending extends PTransform<PCollection<TableUpdate>, PDone> {
  private static final TupleTag<TableUpdate> SENT = new TupleTag<>() {};
  private static final TupleTag<TableUpdate> SNAPSHOTS = new TupleTag<>() {};

  private final TopicConnection connection;

  TopicSending(TopicConnection connection) {
    this.connection = connection;
  }

  @Override
  public PDone expand(PCollection<TableUpdate> updates) {
    String id = UUID.randomUUID().toString();
    PCollection<TableUpdate> snapshots =
        updates
            .apply(
                "Send",
                ParDo.of(new SendFn(connection, id))
                    .withOutputTags(SENT, TupleTagList.of(SNAPSHOTS)))
            .get(SNAPSHOTS)
            .setCoder(updates.getCoder());
    snapshots
        .apply(
            "OneWindow",
            Window.<TableUpdate>into(new GlobalWindows())
                .triggering(DefaultTrigger.of())
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes())
        .apply("OneKey", WithKeys.of(0))
        .setCoder(KvCoder.of(VarIntCoder.of(), updates.getCoder()))
        .apply("SendSnapshots", ParDo.of(new SendSnapshotsFn(connection, id)));
    return PDone.in(updates.getPipeline());
  }

  /** What both ways have in common: a bundle is done when Kafka has all of it. */
  private abstract static class Sender<T> extends DoFn<T, TableUpdate> implements Prompt {
    private final Counter superseded = Metrics.counter("cauce", "numRowsSuperseded");
    private final TopicConnection connection;
    private final String id;
    private transient @Nullable TopicWriter writer;
    private transient TopicWriter.@Nullable Receipt receipt;

    Sender(TopicConnection connection, String id) {
      this.connection = connection;
      this.id = id;
    }

    @Setup
    public void setup(PipelineOptions options) throws IOException {
      // It alone works on several bundles of what one step gives at the same time.
      boolean disordered = options.getRunner().getSimpleName().equals("DirectRunner");
      writer = TopicWriter.open(id, connection, disordered);
    }

    /** Kafka has a row long before the bundle ends; only then it is known that it has all. */
    @Override
    public boolean isPrompt() {
      return true;
    }

    @StartBundle
    public void startBundle() {
      receipt = new TopicWriter.Receipt();
    }

    void send(TableUpdate update, Collection<byte[]> gone) throws IOException {
      if (writer != null && receipt != null) {
        superseded.inc(writer.write(update, gone, receipt));
      }
    }

    @FinishBundle
    public void finishBundle() throws IOException {
      if (writer != null && receipt != null) {
        writer.flush(receipt);
      }
    }

    @Teardown
    public void teardown() {
      if (writer != null) {
        writer.release(id);
        writer = null;
      }
    }
  }

  private static final class SendFn extends Sender<TableUpdate> {
    private static final long serialVersionUID = 1L;

    SendFn(TopicConnection connection, String id) {
      super(connection, id);
    }

    @ProcessElement
    public void process(@Element TableUpdate update, MultiOutputReceiver out) throws IOException {
      if (update.mode() == OutputMode.COMPLETE) {
        out.get(SNAPSHOTS).output(update);
      } else {
        send(update, List.of());
      }
    }
  }

  private static final class SendSnapshotsFn extends Sender<KV<Integer, TableUpdate>> {
    private static final long serialVersionUID = 1L;
    private static final String KEYS = "keys";
    private static final String VERSION = "version";

    @StateId(KEYS)
    private final StateSpec<ValueState<byte[]>> keysSpec = StateSpecs.value(ByteArrayCoder.of());

    @StateId(VERSION)
    private final StateSpec<ValueState<Long>> versionSpec = StateSpecs.value(VarLongCoder.of());

    SendSnapshotsFn(TopicConnection connection, String id) {
      super(connection, id);
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, TableUpdate> element,
        @StateId(KEYS) ValueState<byte[]> keys,
        @StateId(VERSION) ValueState<Long> version)
        throws IOException {
      TableUpdate snapshot = element.getValue();
      Long last = version.read();
      if (last != null && snapshot.version() <= last) {
        return; // an older one that came late
      }
      byte[] present = SnapshotKeys.encode(snapshot);
      send(snapshot, SnapshotKeys.gone(keys.read(), present));
      keys.write(present);
      version.write(snapshot.version());
    }
  }
}
