package dev.cauce.peers.flink;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.source.RichParallelSourceFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A topic of lines; an element is what one poll brought of one partition, each line with a line
 * feed. Partition p is read by subtask p modulo their number; offsets are in the checkpoints.
 */
final class TopicBlocks extends RichParallelSourceFunction<Tuple2<Integer, byte[]>>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1;

  private final Properties settings;
  private final String topic;
  private transient ListState<Tuple2<Integer, Long>> state;
  private transient Map<Integer, Long> next;
  private transient volatile boolean isCancelled;

  TopicBlocks(Arguments arguments) {
    this.settings = KafkaSettings.consumer(arguments.text("bootstrap"));
    this.topic = arguments.text("from");
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    next = new HashMap<>();
    state =
        context
            .getOperatorStateStore()
            .getUnionListState(
                new ListStateDescriptor<>("offsets", Types.TUPLE(Types.INT, Types.LONG)));
    for (Tuple2<Integer, Long> offset : state.get()) {
      next.put(offset.f0, offset.f1);
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.clear();
    for (Map.Entry<Integer, Long> offset : next.entrySet()) {
      if (isMine(offset.getKey())) {
        state.add(Tuple2.of(offset.getKey(), offset.getValue()));
      }
    }
  }

  private boolean isMine(int partition) {
    return partition % getRuntimeContext().getNumberOfParallelSubtasks()
        == getRuntimeContext().getIndexOfThisSubtask();
  }

  @Override
  public void run(SourceContext<Tuple2<Integer, byte[]>> to) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> mine =
          consumer.partitionsFor(topic).stream()
              .filter(partition -> isMine(partition.partition()))
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(mine);
      for (TopicPartition partition : mine) {
        Long offset = next.get(partition.partition());
        if (offset == null) {
          consumer.seekToBeginning(List.of(partition));
        } else {
          consumer.seek(partition, offset);
        }
      }
      while (!isCancelled) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
        for (TopicPartition partition : records.partitions()) {
          List<ConsumerRecord<byte[], byte[]>> lines = records.records(partition);
          byte[] block = block(lines);
          synchronized (to.getCheckpointLock()) {
            to.collect(Tuple2.of(partition.partition(), block));
            next.put(partition.partition(), lines.get(lines.size() - 1).offset() + 1);
          }
        }
      }
    }
  }

  private static byte[] block(List<ConsumerRecord<byte[], byte[]>> lines) {
    int length = lines.size();
    for (ConsumerRecord<byte[], byte[]> line : lines) {
      length += line.value().length;
    }
    byte[] block = new byte[length];
    int at = 0;
    for (ConsumerRecord<byte[], byte[]> line : lines) {
      byte[] value = line.value();
      System.arraycopy(value, 0, block, at, value.length);
      at += value.length;
      block[at++] = '\n';
    }
    return block;
  }

  @Override
  public void cancel() {
    isCancelled = true;
  }
}
