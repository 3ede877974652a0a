package dev.cauce.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The command line on embedded Flink in a JVM of its own, which is killed with SIGKILL and started
 * again with the same checkpoint directory.
 */
final class KilledFlink implements AutoCloseable {
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final Path folder;
  private final Path checkpoints;
  private final String backend;
  private final List<String> arguments;
  private int starts;
  private @Nullable Process process;

  /**
   * @param folder for logs and checkpoints
   * @param arguments of the command line
   */
  KilledFlink(Path folder, String backend, String... arguments) throws IOException {
    this.folder = folder;
    this.checkpoints = Files.createDirectory(folder.resolve("checkpoints"));
    this.backend = backend;
    this.arguments = List.of(arguments);
  }

  /** Starts it, which goes on from the newest checkpoint if there is one. */
  void start() throws IOException {
    starts++;
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.util=ALL-UNNAMED", // as the jar's manifest has it
                "-XX:TieredStopAtLevel=1",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(arguments);
    command.addAll(
        List.of(
            "--checkpoint=" + checkpoints,
            "--checkpoint-interval=300ms",
            "--state-backend=" + backend));
    process =
        new ProcessBuilder(command)
            .redirectOutput(out(starts).toFile())
            .redirectError(err(starts).toFile())
            .start();
  }

  /** Waits for {@code more} checkpoints to complete, while {@code meanwhile} is done. */
  void awaitCheckpoints(int more, Runnable meanwhile) {
    long wanted = checkpoint() + more;
    await(
        "checkpoint " + wanted,
        () -> {
          meanwhile.run();
          return checkpoint() >= wanted;
        });
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
  }

  /** The number of the newest complete checkpoint; these numbers go on after a restore. */
  long checkpoint() {
    return number(newest());
  }

  /** What each start wrote to standard output. */
  List<String> outs() throws IOException {
    List<String> outs = new ArrayList<>();
    for (int start = 1; start <= starts; start++) {
      outs.add(Files.readString(out(start), UTF_8));
    }
    return outs;
  }

  /** Whether the newest start has written to standard output. */
  boolean hasPrinted() {
    return out(starts).toFile().length() > 0;
  }

  /** Waits for {@code condition}, as long as the process lives. */
  void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT_NANOS;
    while (!condition.getAsBoolean()) {
      Process running = process;
      if (running == null || !running.isAlive() || System.nanoTime() > end) {
        throw new AssertionError("No " + what + ":\n" + errors());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }

  private String errors() {
    StringBuilder said = new StringBuilder();
    try {
      for (int start = 1; start <= starts; start++) {
        said.append(Files.readString(err(start))).append("\n--\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return said.toString();
  }

  private Path out(int start) {
    return folder.resolve("out" + start + ".log");
  }

  private Path err(int start) {
    return folder.resolve("err" + start + ".log");
  }

  private @Nullable Path newest() {
    try (Stream<Path> found = Files.walk(checkpoints, 4)) {
      return found
          .filter(path -> path.endsWith("_metadata"))
          .map(Path::getParent)
          .filter(path -> String.valueOf(path.getFileName()).startsWith("chk-"))
          .max(Comparator.comparingLong(KilledFlink::number))
          .orElse(null);
    } catch (NoSuchFileException | UncheckedIOException e) {
      return null; // one was removed while we looked: look again
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(@Nullable Path checkpoint) {
    return checkpoint == null
        ? 0
        : Long.parseLong(String.valueOf(checkpoint.getFileName()).substring("chk-".length()));
  }
}
