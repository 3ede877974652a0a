package dev.cauce.benchmarks.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A process whose CPU time and memory are measured from outside. One at a time: the CPU time is
 * that by which the time of this process's ended children grew.
 */
final class Measured implements AutoCloseable {
  private static final Set<Process> LIVE = ConcurrentHashMap.newKeySet();
  private static final long POLL_MILLIS = 100;
  private static final long POLITE_SECONDS = 60;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVE.forEach(Measured::kill)));
  }

  private final Process process;
  private final long ticksBefore;
  private final long started;
  private volatile long peakKb;
  private volatile long ended;

  private Measured(Process process, long ticksBefore, long started) {
    this.process = process;
    this.ticksBefore = ticksBefore;
    this.started = started;
  }

  /**
   * Starts {@code command}; what it says on standard output and standard error goes to the file
   * {@code log}.
   */
  static Measured start(
      List<String> command, Map<String, String> environment, Path directory, Path log)
      throws IOException {
    return start(command, environment, directory, log, false);
  }

  /** The same; standard output comes by {@link #out()} and has to be read. */
  static Measured startPiped(
      List<String> command, Map<String, String> environment, Path directory, Path log)
      throws IOException {
    return start(command, environment, directory, log, true);
  }

  private static Measured start(
      List<String> command,
      Map<String, String> environment,
      Path directory,
      Path log,
      boolean piped)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(log.toFile());
    if (!piped) {
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
    }
    builder.environment().putAll(environment);
    long ticks = Proc.ticksOfChildren();
    long started = System.nanoTime();
    Measured measured = new Measured(builder.start(), ticks, started);
    LIVE.add(measured.process);
    var unused = measured.process.onExit().thenRun(() -> measured.ended = System.nanoTime());
    Thread watch = new Thread(measured::watch, "memory of " + measured.process.pid());
    watch.setDaemon(true);
    watch.start();
    return measured;
  }

  private void watch() {
    try {
      do {
        peakKb = Math.max(peakKb, Proc.highWaterKb(process.toHandle()));
      } while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  InputStream out() {
    return process.getInputStream();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Seconds since it was started. */
  double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  /** Seconds from its start to a moment of {@link System#nanoTime}. */
  double secondsAt(long nanos) {
    return (nanos - started) / 1e9;
  }

  /** Whether it ended by itself before {@code limit} was over, counted from its start. */
  boolean endsWithin(Duration limit) throws InterruptedException {
    long left = limit.toNanos() - (System.nanoTime() - started);
    return process.waitFor(left, TimeUnit.NANOSECONDS);
  }

  /**
   * Stops it with SIGTERM if it still runs, and with SIGKILL if that does not do; says what it
   * took.
   */
  Usage stop() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(POLITE_SECONDS, TimeUnit.SECONDS)) {
      kill(process);
    }
    LIVE.remove(process);
    process.onExit().join();
    long end = ended == 0 ? System.nanoTime() : ended;
    double cpu = (double) (Proc.ticksOfChildren() - ticksBefore) / Proc.ticksPerSecond();
    return new Usage(cpu, (end - started) / 1e9, peakKb, process.exitValue());
  }

  /** SIGKILL, to it and to what it has started. */
  @Override
  public void close() {
    kill(process);
    LIVE.remove(process);
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }
}
