package dev.cauce.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * W5: how long from a line on a socket until its word stands in the table on the console? One line
 * after the other, each after the answer to the one before and a pause that differs.
 */
final class SocketLatency implements Workload {
  private static final long SEED = 20_260_103;
  private static final int WARM_UP = 20;
  private static final int LEAST_PAUSE_MILLIS = 20;
  private static final int MOST_PAUSE_MILLIS = 120;

  private final Options options;
  private final Places places;
  private final Commands commands;

  SocketLatency(Options options, Places places, Commands commands) {
    this.options = options;
    this.places = places;
    this.commands = commands;
  }

  @Override
  public String title() {
    return "From a line on a socket to the console, complete mode, as soon as possible: "
        + options.rows(200)
        + " lines after "
        + WARM_UP
        + " to warm up";
  }

  @Override
  public List<String> peers() {
    return List.of("cauce", "spark", "flink", "beam");
  }

  @Override
  public String row() {
    return "line";
  }

  @Override
  public int keys() {
    return 1;
  }

  @Override
  public long prepare(Setting setting) {
    return WARM_UP + options.rows(200);
  }

  @Override
  public Sample run(String peer, Setting setting, int round)
      throws IOException, InterruptedException {
    Path work = places.work();
    Path log = places.log("W5-" + peer + "-" + round);
    List<Double> latencies = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Measured process =
            Measured.startPiped(
                command(peer, setting, work, server.getLocalPort()),
                commands.environment(),
                work,
                log)) {
      server.setSoTimeout((int) TimeUnit.SECONDS.toMillis(options.limitSeconds()));
      String failure = null;
      Usage usage;
      try (Socket socket = server.accept()) {
        socket.setTcpNoDelay(true);
        failure = converse(socket, new Spoken(process.out()), process, latencies);
        usage = process.stop(); // before the other end is gone
      } catch (SocketTimeoutException e) {
        failure = "cut off: it did not connect";
        usage = process.stop();
      }
      boolean cutOff = failure != null && failure.startsWith("cut off");
      return new Sample(
          peer, setting, prepare(setting), 0, usage, Double.NaN, latencies, 0, failure, cutOff);
    }
  }

  /** Sends the lines and waits for each result; gives what went wrong, null if nothing. */
  private @Nullable String converse(
      Socket socket, Spoken spoken, Measured process, List<Double> latencies)
      throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(SEED);
    WordCounts sent = new WordCounts();
    long lines = prepare(new Setting(1, 1, 1));
    for (int i = 0; i < lines; i++) {
      long pause = random.nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
      String word = String.format(Locale.ROOT, "word%05d", i);
      byte[] line = (word + "\n").getBytes(UTF_8);
      sent.add(line, 0, line.length - 1, 1);
      long start = System.nanoTime();
      socket.getOutputStream().write(line);
      Spoken.Line answer;
      WordRow row = null;
      do {
        answer = spoken.next(options.limitSeconds() - process.seconds());
        if (answer == null || answer.text() == null) {
          return answer == null ? "cut off at line " + i : "ended at line " + i;
        }
        row = WordRow.of(answer.text());
        if (row != null && (row.count() != 1 || !knows(sent, row.word()))) {
          return "said " + answer.text();
        }
      } while (row == null || !row.word().equals(word));
      if (i >= WARM_UP) {
        latencies.add((answer.nanos() - start) / 1e6);
      }
    }
    return null;
  }

  private static boolean knows(WordCounts sent, String word) {
    byte[] bytes = word.getBytes(UTF_8);
    return sent.indexOf(bytes, 0, bytes.length) >= 0;
  }

  private List<String> command(String peer, Setting setting, Path work, int port)
      throws IOException {
    if (!Commands.isCauce(peer)) {
      return commands.peer(
          peer,
          "W5",
          work,
          "host=localhost",
          "port=" + port,
          "parallelism=" + setting.parallelism());
    }
    return commands.cauce(
        "wordcount",
        "--words",
        "spaces",
        "--from",
        "socket://localhost:" + port,
        "--to",
        "console:?rows=1000",
        "--mode",
        "complete",
        "--trigger",
        options.trigger("0s"),
        "--runner",
        "flink");
  }
}
