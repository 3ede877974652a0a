package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.io.Intake;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.hamcrest.Matcher;

/** The command line, running in a thread of this JVM until it is stopped. */
final class Running implements AutoCloseable {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CompletableFuture<Integer> code;

  Running(String... args) {
    PrintStream errs = new PrintStream(err, true, UTF_8);
    code = CompletableFuture.supplyAsync(() -> Main.run(List.of(args), errs, errs));
  }

  /** Waits for what comes of it, for as long as it runs. */
  <T> void await(Supplier<T> actual, Matcher<? super T> matcher) {
    Await.until("it said: " + err, actual, matcher, () -> !code.isDone());
  }

  /**
   * Ends the input as a signal does, and waits until all is written.
   *
   * @return the exit code, and what was said
   */
  Cauce stop() throws ExecutionException, InterruptedException, TimeoutException {
    new Intake().stopReading();
    return new Cauce(code.get(Await.LIMIT_SECONDS, TimeUnit.SECONDS), "", err.toString(UTF_8));
  }

  @Override
  public void close() throws ExecutionException, InterruptedException, TimeoutException {
    stop();
  }
}
