package dev.cauce.io;

import dev.cauce.io.BatchWriter.Batch;
import dev.cauce.io.BatchWriter.Place;
import dev.cauce.runners.Fence;
import dev.cauce.runners.RunOptions;
import dev.cauce.table.Prompt;
import dev.cauce.table.TableUpdate;
import dev.cauce.table.TableUpdateCoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.jspecify.annotations.Nullable;

/**
 * Hands a {@link CommitWriter} what left a table between two checkpoints, once the second of them
 * is complete: on one worker, one after the other, in the order in which it left. Only for a run
 * that makes checkpoints, and whose table sends all that it knows before each.
 *
 * <p>State: the updates since the last complete checkpoint, the number of the last update and
 * batch, and what the writer keeps.
 */
final class Commits extends PTransform<PCollection<TableUpdate>, PDone> {
  private final CommitWriter writer;
  private final TableUpdateCoder coder;

  Commits(CommitWriter writer, TableUpdateCoder coder) {
    this.writer = writer;
    this.coder = coder;
  }

  /** Whether the run of {@code input} makes checkpoints. */
  static boolean areMade(PCollection<TableUpdate> input) {
    return input.getPipeline().getOptions().as(RunOptions.class).isCheckpointed();
  }

  @Override
  public PDone expand(PCollection<TableUpdate> input) {
    input
        .apply("Stamp", ParDo.of(new StampFn()))
        .setCoder(KvCoder.of(VarIntCoder.of(), KvCoder.of(VarLongCoder.of(), coder)))
        .apply("Commit", ParDo.of(new CommitFn(writer, coder)))
        .setCoder(VarLongCoder.of())
        .apply("Count", ParDo.of(new CountFn()));
    return PDone.in(input.getPipeline());
  }

  /** Marks each update with the run in which it is made, and gives all of them one key. */
  static final class StampFn extends DoFn<TableUpdate, KV<Integer, KV<Long, TableUpdate>>> {
    private transient long run;

    @Setup
    public void setup(PipelineOptions options) {
      run = options.as(RunOptions.class).getRun();
    }

    @ProcessElement
    public void process(
        @Element TableUpdate update, OutputReceiver<KV<Integer, KV<Long, TableUpdate>>> out) {
      out.output(KV.of(0, KV.of(run, update)));
    }
  }

  /** Counts what was written; in the step before, Beam's runner for Flink lets nobody count. */
  static final class CountFn extends DoFn<Long, Void> {
    private final Batches.Counters counters = new Batches.Counters();

    @ProcessElement
    public void process(@Element Long rows) {
      counters.wrote(rows);
    }
  }

  static final class CommitFn extends DoFn<KV<Integer, KV<Long, TableUpdate>>, Long>
      implements Prompt {
    private static final String UPDATES = "updates";
    private static final String NUMBER = "number";
    private static final String KEPT = "kept";

    @StateId(UPDATES)
    private final StateSpec<ValueState<Long>> updatesSpec = StateSpecs.value(VarLongCoder.of());

    @StateId(NUMBER)
    private final StateSpec<ValueState<Long>> numberSpec = StateSpecs.value(VarLongCoder.of());

    @StateId(KEPT)
    private final StateSpec<MapState<String, byte[]>> keptSpec =
        StateSpecs.map(StringUtf8Coder.of(), ByteArrayCoder.of());

    private final CommitWriter writer;
    private final TableUpdateCoder coder;
    private transient String writerName = "";
    private transient long presentRun;
    private transient @Nullable Waiting waiting;
    private transient long run;
    private transient long number;
    private transient long first;
    private transient long last;

    CommitFn(CommitWriter writer, TableUpdateCoder coder) {
      this.writer = writer;
      this.coder = coder;
    }

    @Setup
    public void setup(PipelineOptions options) {
      RunOptions ours = options.as(RunOptions.class);
      writerName = ours.getWriter();
      presentRun = ours.getRun();
      writer.open(options);
    }

    /** It waits for a checkpoint, however long bundles are. */
    @Override
    public boolean isPrompt() {
      return true;
    }

    @StartBundle
    public void start() throws IOException {
      waiting().clear(); // of what a failed bundle left
    }

    /** A bundle is what came between two checkpoints. */
    @RequiresStableInput
    @ProcessElement
    public void process(
        @Element KV<Integer, KV<Long, TableUpdate>> element,
        @StateId(UPDATES) ValueState<Long> updatesState,
        @StateId(NUMBER) ValueState<Long> numberState,
        @StateId(KEPT) MapState<String, byte[]> kept,
        OutputReceiver<Long> out)
        throws IOException {
      Waiting updates = waiting();
      long madeIn = element.getValue().getKey();
      if (!updates.isEmpty() && madeIn != run) {
        counted(commit(), out::output); // what a run before left in the state is a batch of its own
      }
      long position = read(updatesState) + 1;
      if (updates.isEmpty()) {
        run = madeIn;
        number = read(numberState);
        numberState.write(number + 1);
        first = position;
      }
      updatesState.write(position);
      TableUpdate update = element.getValue().getValue();
      writer.prepare(update, kept);
      last = position;
      updates.add(update);
    }

    @FinishBundle
    public void finish(FinishBundleContext context) throws IOException {
      if (!waiting().isEmpty()) {
        counted(
            commit(),
            rows ->
                context.output(rows, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE));
      }
    }

    @Teardown
    public void teardown() throws IOException {
      writer.close();
      waiting().clear();
    }

    private Waiting waiting() {
      Waiting present = waiting;
      if (present == null) {
        present = new Waiting(coder);
        waiting = present;
      }
      return present;
    }

    private static void counted(long rows, Consumer<Long> out) {
      if (rows != BatchWriter.NOTHING) {
        out.accept(rows);
      }
    }

    private long commit() throws IOException {
      Place place = new Place(writerName, run, presentRun, first, last);
      Waiting updates = waiting();
      Fence.check();
      try {
        return writer.commit(new Batch(number, updates.mode(), updates.updates(), place));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      } finally {
        updates.clear();
      }
    }

    private static long read(ValueState<Long> state) {
      Long value = state.read();
      return value == null ? 0 : value;
    }
  }
}
