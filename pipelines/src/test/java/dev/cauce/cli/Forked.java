package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.hamcrest.Matcher;

/** The command line in a JVM of its own, which can be sent signals. */
final class Forked implements AutoCloseable {
  private final Path out;
  private final Path err;
  private final Process process;

  /** Starts it; its streams go to files in {@code folder}. */
  Forked(Path folder, String... args) throws IOException, InterruptedException {
    out = folder.resolve("out.txt");
    err = folder.resolve("err.txt");
    List<String> command = new ArrayList<>(hearingInterrupts());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens=java.base/java.util=ALL-UNNAMED", // as the jar's manifest has it
            "-XX:TieredStopAtLevel=1",
            "-Xmx1g",
            "--add-opens=java.base/java.util=ALL-UNNAMED", // checkpoints want it
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(List.of(args));
    process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
  }

  /** Under a shell that runs it in the background SIGINT is ignored, and children inherit that. */
  private static List<String> hearingInterrupts() throws InterruptedException {
    List<String> prefix = List.of("env", "--default-signal=INT");
    List<String> trial = new ArrayList<>(prefix);
    trial.add("true");
    try {
      return new ProcessBuilder(trial).start().waitFor() == 0 ? prefix : List.of();
    } catch (IOException e) {
      return List.of(); // no such program, or an old one
    }
  }

  /** Standard output up to now. */
  String out() {
    return read(out);
  }

  /** Standard error up to now. */
  String err() {
    return read(err);
  }

  /** Waits for what comes of it, for as long as it runs. */
  <T> void await(Supplier<T> actual, Matcher<? super T> matcher) {
    Await.until(
        "with a process that lives: " + process.isAlive(), actual, matcher, process::isAlive);
  }

  /** Ctrl-C. */
  void interrupt() throws IOException, InterruptedException {
    send("INT");
  }

  /** Sends a signal, waits for the end, and gives the exit code. */
  int signal(String name) throws IOException, InterruptedException {
    send(name);
    return end().code();
  }

  private void send(String name) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    if (code != 0) {
      throw new AssertionError("kill gave " + code);
    }
  }

  /** The number of its process. */
  long pid() {
    return process.pid();
  }

  /** Waits for its end. */
  Cauce end() throws InterruptedException {
    if (!process.waitFor(Await.LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("Still running. It said: " + err());
    }
    return new Cauce(process.exitValue(), out(), err());
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
