package dev.cauce.runners;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Gives the number 0 once, then nothing, and ends when it is told to: as a source of Cauce does.
 */
final class StoppableSource extends UnboundedSource<Long, StoppableSource.Mark> {
  private static volatile boolean stopped;
  private static volatile boolean deaf;
  private static volatile CountDownLatch read = new CountDownLatch(1);

  /** Before each test: it reads again, and hears or does not hear that it is to stop. */
  static void reset(boolean hears) {
    stopped = false;
    deaf = !hears;
    read = new CountDownLatch(1);
  }

  /** Ends once the number has been read. */
  static CountDownLatch hasRead() {
    return read;
  }

  static boolean wasToldToStop() {
    return stopped;
  }

  @Override
  public List<? extends UnboundedSource<Long, Mark>> split(int splits, PipelineOptions options) {
    return List.of(this);
  }

  @Override
  public UnboundedReader<Long> createReader(PipelineOptions options, @Nullable Mark mark) {
    return new Reader(this, mark != null);
  }

  @Override
  public Coder<Mark> getCheckpointMarkCoder() {
    return new MarkCoder();
  }

  @Override
  public Coder<Long> getOutputCoder() {
    return VarLongCoder.of();
  }

  /** That the number was read. */
  static final class Mark implements UnboundedSource.CheckpointMark {
    @Override
    public void finalizeCheckpoint() {}
  }

  private static final class Reader extends UnboundedReader<Long> {
    private final Counter rows = Metrics.counter(Figures.NAMESPACE, Figures.INPUT_ROWS);
    private final StoppableSource source;
    private boolean done;

    Reader(StoppableSource source, boolean done) {
      this.source = source;
      this.done = done;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      if (done) {
        return false;
      }
      done = true;
      rows.inc();
      read.countDown();
      return true;
    }

    @Override
    public Long getCurrent() {
      return 0L;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.ofEpochMilli(0);
    }

    @Override
    public Instant getWatermark() {
      return stopped && !deaf ? BoundedWindow.TIMESTAMP_MAX_VALUE : Instant.ofEpochMilli(0);
    }

    @Override
    public CheckpointMark getCheckpointMark() {
      return new Mark();
    }

    @Override
    public UnboundedSource<Long, ?> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }

  private static final class MarkCoder extends AtomicCoder<Mark> {
    @Override
    public void encode(Mark mark, OutputStream out) throws IOException {
      out.write(1);
    }

    @Override
    public Mark decode(InputStream in) throws IOException {
      if (in.read() != 1) {
        throw new IOException("Not a mark of this version");
      }
      return new Mark();
    }
  }

  /** Found with ServiceLoader by the run. */
  public static final class Control implements SourceControl {
    /** For ServiceLoader. */
    public Control() {}

    @Override
    public void stopReading() {
      stopped = true;
    }
  }
}
