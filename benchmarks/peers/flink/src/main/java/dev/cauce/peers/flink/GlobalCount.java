package dev.cauce.peers.flink;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds partial counts to those of the state, a bundle at a time: when it is full, after a while,
 * and before a checkpoint; then sends those that changed.
 */
final class GlobalCount extends AbstractStreamOperator<Tuple2<String, String>>
    implements OneInputStreamOperator<Tuple2<String, Long>, Tuple2<String, String>>,
        ProcessingTimeCallback {
  private static final long serialVersionUID = 1;

  private final long everyMillis;
  private final int most;
  private transient Map<String, long[]> bundle;
  private transient ValueState<Long> state;
  private transient StreamRecord<Tuple2<String, String>> reused;

  /**
   * @param everyMillis how long partial counts are held at most
   * @param most how many words are held at most
   */
  GlobalCount(long everyMillis, int most) {
    this.everyMillis = everyMillis;
    this.most = most;
  }

  @Override
  public void open() throws Exception {
    super.open();
    bundle = new HashMap<>();
    reused = new StreamRecord<>(Tuple2.of("", ""));
    state = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
    getProcessingTimeService()
        .registerTimer(getProcessingTimeService().getCurrentProcessingTime() + everyMillis, this);
  }

  /** The key is set when the bundle is added. */
  @Override
  @SuppressWarnings("rawtypes")
  public void setKeyContextElement1(StreamRecord partial) {}

  @Override
  public void processElement(StreamRecord<Tuple2<String, Long>> partial) throws Exception {
    bundle.computeIfAbsent(partial.getValue().f0, word -> new long[1])[0] += partial.getValue().f1;
    if (bundle.size() >= most) {
      flush();
    }
  }

  @Override
  public void onProcessingTime(long time) throws Exception {
    flush();
    getProcessingTimeService().registerTimer(time + everyMillis, this);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    flush();
  }

  private void flush() throws Exception {
    for (Map.Entry<String, long[]> partial : bundle.entrySet()) {
      setCurrentKey(partial.getKey());
      Long before = state.value();
      long count = (before == null ? 0 : before) + partial.getValue()[0];
      state.update(count);
      reused.replace(Tuple2.of(partial.getKey(), Long.toString(count)));
      output.collect(reused);
    }
    bundle.clear();
  }
}
