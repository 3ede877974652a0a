package dev.cauce.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.cauce.row.Lines;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.junit.Before;
import org.junit.Test;

/** A source as fast as it can, and behind it a sink that takes 1,000 rows a second. */
public class BackpressureTest {
  private static final int ROW_BYTES = 100;

  /**
   * What may lie between them: 4 MB in the source, Flink's buffers, and what the kernel keeps for
   * the two ends of a connection, some megabytes.
   */
  private static final long MOST_WAITING = 32 << 20;

  private static final AtomicLong TAKEN = new AtomicLong();
  private static volatile boolean slow;

  @Before
  public void begin() {
    Intake.open();
    TAKEN.set(0);
    slow = true;
  }

  @Test
  public void read_sinkOfAThousandRowsASecond_theSenderWaitsAndEachRowComesOnce() throws Exception {
    try (Flood flood = new Flood()) {
      Pipeline p =
          Pipeline.create(
              PipelineOptionsFactory.fromArgs(
                      "--runner=FlinkRunner",
                      "--flinkMaster=[local]",
                      "--streaming=true",
                      "--parallelism=2",
                      "--maxBundleTimeMills=50")
                  .create());
      p.apply("Read", SocketIO.read("localhost", flood.port()).endingOnClose())
          .apply("Each", Lines.each())
          .apply("Spread", Reshuffle.viaRandomKey())
          .apply("Slow sink", ParDo.of(new SlowFn()));
      CompletableFuture<PipelineResult.State> run =
          CompletableFuture.supplyAsync(() -> p.run().waitUntilFinish());

      long sent;
      do {
        sent = flood.sent();
        assertThat(sent - ROW_BYTES * TAKEN.get(), lessThan(MOST_WAITING));
        long next = TAKEN.get() + 500;
        Await.until("500 more rows are through", () -> TAKEN.get() >= next || run.isDone());
      } while (flood.sent() > sent && !run.isDone()); // until it waits, while rows come through

      slow = false;
      flood.end();
      assertThat(run.get(60, TimeUnit.SECONDS), is(PipelineResult.State.DONE));
      assertThat(TAKEN.get() * ROW_BYTES, is(flood.sent()));
    }
  }

  /** Two of them, each 500 rows a second. */
  private static final class SlowFn extends DoFn<String, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String row) {
      if (slow) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
      }
      TAKEN.incrementAndGet();
    }
  }

  /** Sends rows as fast as they are taken. */
  private static final class Flood implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final AtomicLong sent = new AtomicLong();
    private final Thread thread = new Thread(this::run, "flood");
    private volatile boolean isEnding;

    Flood() throws IOException {
      thread.start();
    }

    int port() {
      return server.getLocalPort();
    }

    /** Bytes that the kernel has taken. */
    long sent() {
      return sent.get();
    }

    private void run() {
      byte[] rows = ("r".repeat(ROW_BYTES - 1) + "\n").repeat(64).getBytes(US_ASCII);
      try (Socket socket = server.accept();
          OutputStream out = socket.getOutputStream()) {
        while (!isEnding) {
          out.write(rows);
          sent.addAndGet(rows.length);
        }
      } catch (IOException e) {
        isEnding = true; // nobody reads any more: the counts will tell
      }
    }

    void end() throws InterruptedException {
      isEnding = true;
      thread.join();
    }

    @Override
    public void close() throws Exception {
      isEnding = true;
      server.close();
    }
  }
}
