package dev.cauce.peers.flink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.Moments;
import dev.cauce.peers.common.Numbers;
import dev.cauce.peers.common.Readings;
import dev.cauce.peers.common.WordTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/**
 * Alerts of sensors from Kafka to Kafka on blocks of bytes: a poll is an element, judged where it
 * is read, without a shuffle, since a sensor is in one partition; a checkpoint holds a table a
 * partition. The ceiling, as {@link BlockWordCount}.
 */
final class BlockZScores {
  private BlockZScores() {}

  static void run(Arguments arguments) throws Exception {
    StreamExecutionEnvironment environment = Environments.unbounded(arguments);
    environment
        .addSource(new TopicBlocks(arguments), "blocks", BlockWordCount.BLOCK)
        .flatMap(new Judge())
        .returns(Topics.RECORD)
        .sinkTo(Topics.byteRecords(arguments));
    environment.execute();
  }

  /** The sensors of a partition. */
  private static final class Sensors {
    private final WordTable names = new WordTable();
    private final List<Moments> moments = new ArrayList<>();

    void judge(byte[] lines, Collector<Tuple2<byte[], byte[]>> out) {
      int start = 0;
      while (start < lines.length) {
        int hash = 0;
        int comma = start;
        while (lines[comma] != ',') {
          hash = 31 * hash + lines[comma++];
        }
        int end = comma;
        while (lines[end] != '\n') {
          end++;
        }
        int sensor = names.add(lines, start, comma, hash, 1);
        if (sensor == moments.size()) {
          moments.add(new Moments());
        }
        double statistic = moments.get(sensor).judge(Numbers.value(lines, start, end));
        if (!Double.isNaN(statistic)) {
          String alert = Readings.alert(new String(lines, start, end - start, UTF_8), statistic);
          out.collect(Tuple2.of(names.word(sensor), alert.getBytes(UTF_8)));
        }
        start = end + 1;
      }
    }

    byte[] encode() {
      int length = 0;
      for (int i = 0; i < moments.size(); i++) {
        length += 36 + names.end(i) - names.start(i);
      }
      ByteBuffer to = ByteBuffer.allocate(length);
      for (int i = 0; i < moments.size(); i++) {
        Moments each = moments.get(i);
        to.putInt(names.hash(i)).putInt(names.end(i) - names.start(i)).put(names.word(i));
        to.putLong(each.count).putDouble(each.mean).putDouble(each.squares).putInt(each.cooling);
      }
      return to.array();
    }

    static Sensors decode(byte[] bytes) {
      Sensors sensors = new Sensors();
      ByteBuffer from = ByteBuffer.wrap(bytes);
      while (from.hasRemaining()) {
        int hash = from.getInt();
        int length = from.getInt();
        int start = from.position();
        sensors.names.add(bytes, start, start + length, hash, 1);
        from.position(start + length);
        Moments each = new Moments();
        each.count = from.getLong();
        each.mean = from.getDouble();
        each.squares = from.getDouble();
        each.cooling = from.getInt();
        sensors.moments.add(each);
      }
      return sensors;
    }
  }

  private static final class Judge
      extends RichFlatMapFunction<Tuple2<Integer, byte[]>, Tuple2<byte[], byte[]>>
      implements CheckpointedFunction {
    private static final long serialVersionUID = 1;

    private transient ListState<Tuple2<Integer, byte[]>> state;
    private transient Map<Integer, Sensors> partitions;

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      partitions = new HashMap<>();
      state =
          context
              .getOperatorStateStore()
              .getUnionListState(new ListStateDescriptor<>("sensors", BlockWordCount.BLOCK));
      for (Tuple2<Integer, byte[]> partition : state.get()) {
        if (partition.f0 % getRuntimeContext().getNumberOfParallelSubtasks()
            == getRuntimeContext().getIndexOfThisSubtask()) {
          partitions.put(partition.f0, Sensors.decode(partition.f1));
        }
      }
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
      state.clear();
      for (Map.Entry<Integer, Sensors> partition : partitions.entrySet()) {
        state.add(Tuple2.of(partition.getKey(), partition.getValue().encode()));
      }
    }

    @Override
    public void flatMap(Tuple2<Integer, byte[]> block, Collector<Tuple2<byte[], byte[]>> out) {
      partitions.computeIfAbsent(block.f0, none -> new Sensors()).judge(block.f1, out);
    }
  }
}
