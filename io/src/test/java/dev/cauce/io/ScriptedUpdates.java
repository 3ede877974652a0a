package dev.cauce.io;

import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An endless source that plays a script: the updates of tick n come when {@code writer} has seen n
 * batches; after the last tick the input ends. For runners on which TestStream has no clock.
 */
final class ScriptedUpdates extends UnboundedSource<TableUpdate, ScriptedUpdates.Mark> {
  /** How many updates were taken. */
  record Mark(int taken) implements UnboundedSource.CheckpointMark {
    @Override
    public void finalizeCheckpoint() {}
  }

  private final RecordingWriter writer;
  private final List<byte[]> updates = new ArrayList<>();
  private final List<Integer> batchesBefore = new ArrayList<>();

  ScriptedUpdates(RecordingWriter writer, List<List<TableUpdate>> ticks) throws IOException {
    this.writer = writer;
    for (int tick = 0; tick < ticks.size(); tick++) {
      for (TableUpdate update : ticks.get(tick)) {
        updates.add(CoderUtils.encodeToByteArray(WordCounts.CODER, update));
        batchesBefore.add(tick);
      }
    }
  }

  @Override
  public List<ScriptedUpdates> split(int desired, PipelineOptions options) {
    return List.of(this);
  }

  @Override
  public Reader createReader(PipelineOptions options, @Nullable Mark mark) {
    return new Reader(mark == null ? 0 : mark.taken());
  }

  @Override
  public Coder<TableUpdate> getOutputCoder() {
    return WordCounts.CODER;
  }

  @Override
  public Coder<Mark> getCheckpointMarkCoder() {
    return new MarkCoder();
  }

  /** One reader reads all. */
  private final class Reader extends UnboundedReader<TableUpdate> {
    private int taken;
    private @Nullable TableUpdate current;

    Reader(int taken) {
      this.taken = taken;
    }

    @Override
    public boolean start() throws IOException {
      return advance();
    }

    @Override
    public boolean advance() throws IOException {
      if (taken == updates.size() || writer.batches().size() < batchesBefore.get(taken)) {
        return false;
      }
      current = CoderUtils.decodeFromByteArray(WordCounts.CODER, updates.get(taken));
      taken++;
      return true;
    }

    @Override
    public TableUpdate getCurrent() {
      if (current == null) {
        throw new NoSuchElementException();
      }
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.EPOCH;
    }

    @Override
    public Instant getWatermark() {
      return taken == updates.size() ? BoundedWindow.TIMESTAMP_MAX_VALUE : Instant.EPOCH;
    }

    @Override
    public Mark getCheckpointMark() {
      return new Mark(taken);
    }

    @Override
    public void close() {}

    @Override
    public ScriptedUpdates getCurrentSource() {
      return ScriptedUpdates.this;
    }
  }

  private static final class MarkCoder extends CustomCoder<Mark> {
    @Override
    public void encode(Mark mark, OutputStream out) throws IOException {
      VarIntCoder.of().encode(mark.taken(), out);
    }

    @Override
    public Mark decode(InputStream in) throws IOException {
      return new Mark(VarIntCoder.of().decode(in));
    }
  }
}
