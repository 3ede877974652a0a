package dev.cauce.parity;

import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** Collects what leaves a table with the processing time (of a TestStream) at which it left. */
final class TimedUpdates extends PTransform<PCollection<TableUpdate>, PDone> {
  record Timed(long millis, TableUpdate update) {}

  private static final Map<String, List<Timed>> ALL = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();

  TimedUpdates() {
    ALL.put(id, Collections.synchronizedList(new ArrayList<>()));
  }

  List<Timed> all() {
    return List.copyOf(ALL.getOrDefault(id, List.of()));
  }

  @Override
  public PDone expand(PCollection<TableUpdate> input) {
    input
        .apply("Key", WithKeys.<Integer, TableUpdate>of(update -> 0))
        .setCoder(KvCoder.of(VarIntCoder.of(), input.getCoder()))
        .apply("Collect", ParDo.of(new CollectFn(id)));
    return PDone.in(input.getPipeline());
  }

  private static final class CollectFn extends DoFn<KV<Integer, TableUpdate>, Void> {
    @TimerId("clock")
    private final TimerSpec clockSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    private final String id;

    CollectFn(String id) {
      this.id = id;
    }

    @ProcessElement
    public void process(@Element KV<Integer, TableUpdate> element, @TimerId("clock") Timer clock) {
      // The only way by which a DoFn learns the time of a TestStream.
      long millis = clock.getCurrentRelativeTime().getMillis();
      ALL.computeIfAbsent(id, i -> Collections.synchronizedList(new ArrayList<>()))
          .add(new Timed(millis, element.getValue()));
    }

    @OnTimer("clock")
    public void never() {}
  }
}
