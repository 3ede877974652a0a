package dev.cauce.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Breaks things, at moments that a seed decides. */
final class Saboteur {
  private final Random random;

  Saboteur(Random random) {
    this.random = random;
  }

  /** A length of time between two others. */
  Duration between(Duration least, Duration most) {
    return Duration.ofMillis(
        least.toMillis() + (long) (random.nextDouble() * (most.toMillis() - least.toMillis())));
  }

  /** SIGKILL, after a while. */
  void kill(CauceProcess process, Duration least, Duration most) {
    Await.pass(between(least, most));
    process.kill();
  }

  static void signal(long pid, String signal) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
    if (code != 0) {
      throw new IOException("kill -" + signal + " " + pid + " gave " + code);
    }
  }

  /**
   * SIGKILL in the midst of a checkpoint: as soon as there is one, newer than {@code newest}, that
   * is not complete. Looks without a pause, for that is a matter of milliseconds.
   *
   * @return the number of the incomplete one
   */
  static long killDuringCheckpoint(CauceProcess process, Path checkpoints, Duration limit)
      throws IOException {
    long after = newestCheckpoint(checkpoints).map(Saboteur::number).orElse(0L);
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() - end < 0) {
      Optional<Path> begun =
          checkpoints(checkpoints)
              .filter(path -> number(path) > after)
              .filter(path -> !Files.exists(path.resolve("_metadata")))
              .findFirst();
      if (begun.isPresent()) {
        Saboteur.killAtOnce(process);
        if (!Files.exists(begun.get().resolve("_metadata"))) {
          return number(begun.get());
        }
        return -1; // it was quicker
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("No checkpoint is being made in " + checkpoints);
  }

  private static void killAtOnce(CauceProcess process) {
    ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    process.kill();
  }

  /** The newest complete checkpoint below a directory. */
  static Optional<Path> newestCheckpoint(Path checkpoints) throws IOException {
    return checkpoints(checkpoints)
        .filter(path -> Files.exists(path.resolve("_metadata")))
        .max(Comparator.comparingLong(Saboteur::number));
  }

  /** The number in the name {@code chk-N}. */
  static long number(Path checkpoint) {
    return Long.parseLong(String.valueOf(checkpoint.getFileName()).substring("chk-".length()));
  }

  private static Stream<Path> checkpoints(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder, 4)) {
      return found
          .filter(path -> String.valueOf(path.getFileName()).matches("chk-\\d+"))
          .toList()
          .stream();
    } catch (NoSuchFileException | UncheckedIOException e) {
      return Stream.empty(); // one went while we looked: look again
    }
  }

  /** Leaves the first half of a file. */
  static void truncate(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
  }
}
