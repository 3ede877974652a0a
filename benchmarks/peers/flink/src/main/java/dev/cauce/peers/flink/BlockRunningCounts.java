package dev.cauce.peers.flink;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.WordTable;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Running counts from Kafka to Kafka on blocks of bytes: a poll is an element, words are counted in
 * tables without objects before the shuffle and behind it, a checkpoint holds a table a shard. The
 * ceiling, as {@link BlockWordCount}.
 */
final class BlockRunningCounts {
  private BlockRunningCounts() {}

  static void run(Arguments arguments) throws Exception {
    StreamExecutionEnvironment environment = Environments.unbounded(arguments);
    long every = arguments.triggerMillis();
    environment
        .addSource(new TopicBlocks(arguments), "blocks", BlockWordCount.BLOCK)
        .transform("count locally", BlockWordCount.BLOCK, new BlockCount(every, 1_000_000))
        .partitionCustom((shard, subtasks) -> shard % subtasks, block -> block.f0)
        .transform("count", Topics.RECORD, new Merge(every))
        .sinkTo(Topics.byteRecords(arguments));
    environment.execute();
  }

  private static final class Merge extends AbstractStreamOperator<Tuple2<byte[], byte[]>>
      implements OneInputStreamOperator<Tuple2<Integer, byte[]>, Tuple2<byte[], byte[]>>,
          ProcessingTimeCallback {
    private static final long serialVersionUID = 1;

    private final long everyMillis;
    private transient ListState<byte[]> state;
    private transient WordTable[] tables;
    private transient BitSet[] changed;

    Merge(long everyMillis) {
      this.everyMillis = everyMillis;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
      super.initializeState(context);
      tables = new WordTable[Partials.SHARDS];
      changed = new BitSet[Partials.SHARDS];
      int subtasks = getRuntimeContext().getNumberOfParallelSubtasks();
      for (int shard = getRuntimeContext().getIndexOfThisSubtask();
          shard < tables.length;
          shard += subtasks) {
        tables[shard] = new WordTable();
        changed[shard] = new BitSet();
      }
      state =
          context
              .getOperatorStateStore()
              .getUnionListState(new ListStateDescriptor<>("tables", byte[].class));
      for (byte[] table : state.get()) {
        // All words of an entry are of one shard, which the first one tells.
        int shard = Partials.shard(ByteBuffer.wrap(table).getInt());
        if (tables[shard] != null) {
          Partials.add(table, tables[shard], place -> {});
        }
      }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
      super.snapshotState(context);
      state.clear();
      for (int shard = 0; shard < tables.length; shard++) {
        if (tables[shard] != null && tables[shard].size() > 0) {
          state.add(Partials.byShard(tables[shard])[shard]);
        }
      }
    }

    @Override
    public void open() throws Exception {
      super.open();
      getProcessingTimeService()
          .registerTimer(getProcessingTimeService().getCurrentProcessingTime() + everyMillis, this);
    }

    @Override
    public void processElement(StreamRecord<Tuple2<Integer, byte[]>> partials) {
      int shard = partials.getValue().f0;
      Partials.add(partials.getValue().f1, tables[shard], changed[shard]::set);
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

    private void flush() {
      for (int shard = 0; shard < tables.length; shard++) {
        if (tables[shard] != null) {
          WordTable table = tables[shard];
          changed[shard].stream()
              .forEach(
                  place -> {
                    byte[] count = Long.toString(table.count(place)).getBytes(US_ASCII);
                    output.collect(new StreamRecord<>(Tuple2.of(table.word(place), count)));
                  });
          changed[shard].clear();
        }
      }
    }
  }
}
