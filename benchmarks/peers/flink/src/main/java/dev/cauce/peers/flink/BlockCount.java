package dev.cauce.peers.flink;

import dev.cauce.peers.common.WordTable;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts the words of blocks of lines in a table of bytes, which is sent on by shard when it is
 * full, after a while, before a checkpoint (so it needs no state), and at the end.
 */
final class BlockCount extends AbstractStreamOperator<Tuple2<Integer, byte[]>>
    implements OneInputStreamOperator<Tuple2<Integer, byte[]>, Tuple2<Integer, byte[]>>,
        BoundedOneInput,
        ProcessingTimeCallback {
  private static final long serialVersionUID = 1;

  private final long everyMillis;
  private final int most;
  private transient WordTable table;

  /**
   * @param everyMillis how long counts are held at most; 0 for no limit
   * @param most how many words are held at most
   */
  BlockCount(long everyMillis, int most) {
    this.everyMillis = everyMillis;
    this.most = most;
  }

  @Override
  public void open() throws Exception {
    super.open();
    table = new WordTable();
    if (everyMillis > 0) {
      getProcessingTimeService()
          .registerTimer(getProcessingTimeService().getCurrentProcessingTime() + everyMillis, this);
    }
  }

  @Override
  public void processElement(StreamRecord<Tuple2<Integer, byte[]>> block) {
    byte[] lines = block.getValue().f1;
    table.addLines(lines, 0, lines.length);
    if (table.size() >= most) {
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
    byte[][] shards = Partials.byShard(table);
    for (int shard = 0; shard < shards.length; shard++) {
      if (shards[shard] != null) {
        output.collect(new StreamRecord<>(Tuple2.of(shard, shards[shard])));
      }
    }
    table.clear();
  }
}
