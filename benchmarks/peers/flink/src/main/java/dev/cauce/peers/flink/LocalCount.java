package dev.cauce.peers.flink;

import dev.cauce.peers.common.Words;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts the words of its subtask in a hash table, which is sent on when it is full, after a while,
 * before a checkpoint (so it needs no state), and at the end.
 */
final class LocalCount extends AbstractStreamOperator<Tuple2<String, Long>>
    implements OneInputStreamOperator<String, Tuple2<String, Long>>,
        BoundedOneInput,
        ProcessingTimeCallback {
  private static final long serialVersionUID = 1;

  private final long everyMillis;
  private final int most;
  private transient Map<String, long[]> counts;
  private transient StreamRecord<Tuple2<String, Long>> reused;

  /**
   * @param everyMillis how long counts are held at most; 0 for no limit
   * @param most how many words are held at most
   */
  LocalCount(long everyMillis, int most) {
    this.everyMillis = everyMillis;
    this.most = most;
  }

  @Override
  public void open() throws Exception {
    super.open();
    counts = new HashMap<>();
    reused = new StreamRecord<>(Tuple2.of("", 0L));
    if (everyMillis > 0) {
      getProcessingTimeService()
          .registerTimer(getProcessingTimeService().getCurrentProcessingTime() + everyMillis, this);
    }
  }

  @Override
  public void processElement(StreamRecord<String> line) {
    Words.split(line.getValue(), word -> counts.computeIfAbsent(word, w -> new long[1])[0]++);
    if (counts.size() >= most) {
      flush();
    }
  }

  @Override
  public void onProcessingTime(long time) {
    flush();
    getProcessingTimeService().registerTimer(time + everyMillis, this);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) {
    flush();
  }

  @Override
  public void endInput() {
    flush();
  }

  private void flush() {
    Tuple2<String, Long> count = reused.getValue();
    counts.forEach(
        (word, n) -> {
          count.f0 = word;
          count.f1 = n[0];
          output.collect(reused);
        });
    counts.clear();
  }
}
