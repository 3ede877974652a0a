package dev.cauce.peers.flink;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.Csv;
import dev.cauce.peers.common.FilePiece;
import dev.cauce.peers.common.WordTable;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.source.RichParallelSourceFunction;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Bounded word count on blocks of bytes: pieces of files of 1 MB are elements, counted in tables
 * without objects, of which one block a shard is shuffled. What Flink does when nothing is paid by
 * the record: the ceiling, not what anybody writes.
 */
final class BlockWordCount {
  /** A partition or shard, and bytes of it. */
  static final TypeInformation<Tuple2<Integer, byte[]>> BLOCK =
      Types.TUPLE(Types.INT, Types.PRIMITIVE_ARRAY(Types.BYTE));

  private BlockWordCount() {}

  static void run(Arguments arguments) throws Exception {
    StreamExecutionEnvironment environment = Environments.streaming(arguments);
    Files.createDirectories(Path.of(arguments.text("out")));
    environment
        .addSource(new FileBlocks(arguments.text("in")), "blocks", BLOCK)
        .transform("count locally", BLOCK, new BlockCount(0, 1_000_000))
        .partitionCustom((shard, subtasks) -> shard % subtasks, block -> block.f0)
        .transform("count", Types.VOID, new Merge(arguments.text("out")));
    environment.execute();
  }

  private static final class FileBlocks
      extends RichParallelSourceFunction<Tuple2<Integer, byte[]>> {
    private static final long serialVersionUID = 1;

    private final String in;

    FileBlocks(String in) {
      this.in = in;
    }

    @Override
    public void run(SourceContext<Tuple2<Integer, byte[]>> to) throws Exception {
      List<FilePiece> pieces = FilePiece.of(Path.of(in), 1 << 20);
      int step = getRuntimeContext().getNumberOfParallelSubtasks();
      for (int i = getRuntimeContext().getIndexOfThisSubtask(); i < pieces.size(); i += step) {
        pieces
            .get(i)
            .lines(
                (block, start, end) ->
                    to.collect(Tuple2.of(0, Arrays.copyOfRange(block, start, end))));
      }
    }

    @Override
    public void cancel() {}
  }

  private static final class Merge extends AbstractStreamOperator<Void>
      implements OneInputStreamOperator<Tuple2<Integer, byte[]>, Void>, BoundedOneInput {
    private static final long serialVersionUID = 1;

    private final String out;
    private transient WordTable table;

    Merge(String out) {
      this.out = out;
    }

    @Override
    public void open() throws Exception {
      super.open();
      table = new WordTable();
    }

    @Override
    public void processElement(StreamRecord<Tuple2<Integer, byte[]>> partials) {
      Partials.add(partials.getValue().f1, table, place -> {});
    }

    @Override
    public void endInput() throws Exception {
      String name = "counts-" + getRuntimeContext().getIndexOfThisSubtask() + ".csv";
      try (OutputStream to = Files.newOutputStream(Path.of(out, name))) {
        Csv.write(table, to);
      }
    }
  }
}
