package dev.cauce.runners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class LauncherTest {
  /** The runners. */
  @Parameters(name = "{0}")
  public static List<String> runners() {
    return List.of("direct", "flink");
  }

  @Parameter public String runner = "";

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  public void toEnd_boundedInput_isDoneAndReportsItsLastFigures() {
    Pipeline pipeline = pipeline(true);
    pipeline.apply("Numbers", Create.of(1L, 2L, 3L)).apply("Count", ParDo.of(new CountRows()));

    int code = run(pipeline, Progress.Format.JSON).toEnd();

    assertThat(code, is(0));
    // Each line tells what came since the one before; on a slow machine there are several.
    assertThat(errors(), startsWith("{\"id\":\""));
    long rows =
        Pattern.compile("\"numInputRows\":(\\d+),")
            .matcher(errors())
            .results()
            .mapToLong(found -> Long.parseLong(found.group(1)))
            .sum();
    assertThat(rows, is(3L));
  }

  @Test
  public void toEnd_ourOwnError_saysItsMessageOnly() {
    Pipeline pipeline = pipeline(true);
    pipeline.apply("Numbers", Create.of(1L)).apply("Fail", ParDo.of(new FailsOnPurpose()));

    int code = run(pipeline, Progress.Format.NONE).toEnd();

    assertThat(code, is(1));
    assertThat(errors(), is("Cannot read \"x\": no such file.\n"));
  }

  @Test
  public void toEnd_someOtherError_saysWhatAndInWhichStep() {
    Pipeline pipeline = pipeline(true);
    pipeline.apply("Numbers", Create.of(0L)).apply("Divide", ParDo.of(new Divides()));

    int code = run(pipeline, Progress.Format.NONE).toEnd();

    assertThat(code, is(1));
    assertThat(errors(), is("Failed: ArithmeticException: / by zero (in step Divide)\n"));
  }

  @Test
  public void stop_unboundedInput_runsDryAndSaysWhatWasDone() throws Exception {
    StoppableSource.reset(true);
    Pipeline pipeline = pipeline(false);
    pipeline.apply("Source", Read.from(new StoppableSource()));
    Run run = run(pipeline, Progress.Format.NONE);

    CompletableFuture<Integer> code = CompletableFuture.supplyAsync(run::toEnd);
    assertThat(StoppableSource.hasRead().await(60, TimeUnit.SECONDS), is(true));
    run.stop("INT");

    assertThat(code.get(60, TimeUnit.SECONDS), is(130));
    assertThat(StoppableSource.wasToldToStop(), is(true));
    assertThat(
        errors(),
        is(
            """
            Stopping: finishing what was read. Once more to stop at once.
            Stopped: 1 rows in, 0 batches
            """));
  }

  @Test
  public void stop_sourceThatDoesNotEnd_cancelsWhenTimeIsUp() throws Exception {
    StoppableSource.reset(false);
    Pipeline pipeline = pipeline(false);
    pipeline.apply("Source", Read.from(new StoppableSource()));
    AtomicInteger halted = new AtomicInteger();
    Run run = run(pipeline, Progress.Format.NONE).withGrace(Duration.ZERO, halted::set);

    CompletableFuture<Integer> code = CompletableFuture.supplyAsync(run::toEnd);
    assertThat(StoppableSource.hasRead().await(60, TimeUnit.SECONDS), is(true));
    run.stop("TERM");

    assertThat(code.get(60, TimeUnit.SECONDS), is(143));
    assertThat(errors(), containsString("Not finished after 0 s: cancelled.\n"));
    assertThat(halted.get(), is(0));
    run.stop("TERM");
    assertThat(halted.get(), is(143));
  }

  @Test
  public void stop_boundedInput_cancelsAtOnce() throws Exception {
    Pipeline pipeline = pipeline(true);
    pipeline.apply("Numbers", Create.of(1L)).apply("Wait", ParDo.of(new Waits()));
    Run run = run(pipeline, Progress.Format.NONE);
    Waits.reset();

    CompletableFuture<Integer> code = CompletableFuture.supplyAsync(run::toEnd);
    assertThat(Waits.started.await(60, TimeUnit.SECONDS), is(true));
    run.stop("INT");

    assertThat(code.get(60, TimeUnit.SECONDS), is(130));
    assertThat(errors(), is("Stopped: 0 rows in, 0 batches\n"));
    Waits.mayEnd.countDown();
  }

  @Test
  public void run_whileItRuns_listensOnLoopbackOnly() throws Exception {
    Waits.reset();
    Pipeline pipeline = pipeline(true);
    pipeline.apply("Numbers", Create.of(1L)).apply("Wait", ParDo.of(new Waits()));
    Run run = run(pipeline, Progress.Format.NONE);
    Set<String> before = listening();

    CompletableFuture<Integer> code = CompletableFuture.supplyAsync(run::toEnd);
    assertThat(Waits.started.await(60, TimeUnit.SECONDS), is(true));
    Set<String> during = listening();
    Waits.mayEnd.countDown();

    assertThat(code.get(60, TimeUnit.SECONDS), is(0));
    during.removeAll(before);
    // That there are any on Flink shows that this test can see them.
    assertThat(during.isEmpty(), is(runner.equals("direct")));
    during.removeIf(LauncherTest::isLoopback);
    assertThat(during, is(empty()));
  }

  private Pipeline pipeline(boolean bounded) {
    Runners runners = Runners.on(runner).withParallelism(1);
    return Pipeline.create((bounded ? runners.bounded() : runners).toOptions());
  }

  private Run run(Pipeline pipeline, Progress.Format format) {
    return new Run(pipeline, Progress.in(format), new PrintStream(err, true, UTF_8));
  }

  private String errors() {
    return err.toString(UTF_8).replace(System.lineSeparator(), "\n");
  }

  /** Addresses, in the kernel's own hexadecimal, of this process's listening sockets. */
  private static Set<String> listening() throws IOException {
    Set<String> inodes = new TreeSet<>();
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      for (Path file : files.toList()) {
        try {
          String target = Files.readSymbolicLink(file).toString();
          if (target.startsWith("socket:[")) {
            inodes.add(target.substring(8, target.length() - 1));
          }
        } catch (IOException e) {
          // Closed since it was listed.
        }
      }
    }
    List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("/proc/self/net/tcp")));
    lines.addAll(Files.readAllLines(Path.of("/proc/self/net/tcp6")));
    Set<String> addresses = new TreeSet<>();
    for (String line : lines) {
      String[] fields = line.strip().split("\\s+", -1);
      boolean listens = fields.length > 9 && fields[3].equals("0A");
      if (listens && inodes.contains(fields[9])) {
        addresses.add(fields[1]);
      }
    }
    return addresses;
  }

  private static boolean isLoopback(String hexAddress) {
    return hexAddress.startsWith("0100007F:")
        || hexAddress.startsWith("00000000000000000000000001000000:")
        || hexAddress.startsWith("0000000000000000FFFF00000100007F:");
  }

  private static final class CountRows extends DoFn<Long, Void> {
    @ProcessElement
    public void processElement() {
      Metrics.counter(Figures.NAMESPACE, Figures.INPUT_ROWS).inc();
    }
  }

  private static final class FailsOnPurpose extends DoFn<Long, Void> {
    @ProcessElement
    public void processElement(@Element Long number) throws IOException {
      if (number > 0) {
        throw new IOException("Cannot read \"x\": no such file.", new NoSuchFileException("x"));
      }
    }
  }

  private static final class Divides extends DoFn<Long, Long> {
    @ProcessElement
    public void processElement(@Element Long number, OutputReceiver<Long> out) {
      out.output(1 / number);
    }
  }

  private static final class Waits extends DoFn<Long, Void> {
    static volatile CountDownLatch started = new CountDownLatch(1);
    static volatile CountDownLatch mayEnd = new CountDownLatch(1);

    static void reset() {
      started = new CountDownLatch(1);
      mayEnd = new CountDownLatch(1);
    }

    @ProcessElement
    public void processElement() throws InterruptedException {
      started.countDown();
      mayEnd.await(60, TimeUnit.SECONDS);
    }
  }
}
