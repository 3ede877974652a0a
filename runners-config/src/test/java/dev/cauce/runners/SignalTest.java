package dev.cauce.runners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assume.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.Test;

/** Real signals, to a real JVM. */
public class SignalTest {
  @Test
  public void sigint_stopsAndExitsWith130() throws Exception {
    assumeFalse("whoever started this JVM ignores SIGINT, and children inherit that", ignoresInt());
    assertThat(exitAfter("INT"), is(130));
  }

  @Test
  public void sigterm_stopsAndExitsWith143() throws Exception {
    assertThat(exitAfter("TERM"), is(143));
  }

  private static int exitAfter(String signal) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
      assertThat(out.readLine(), is("row 0"));
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(child.pid())).start();
      assertThat(kill.waitFor(), is(0));
      assertThat(child.waitFor(60, TimeUnit.SECONDS), is(true));
      return child.exitValue();
    } finally {
      child.destroyForcibly();
    }
  }

  private static boolean ignoresInt() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("SigIgn:")) {
        return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0;
      }
    }
    return false;
  }

  /** A program that never ends by itself. */
  public static final class Child {
    private Child() {}

    /** Runs until it is stopped. */
    public static void main(String[] args) {
      Pipeline pipeline = Pipeline.create(Runners.on("direct").withParallelism(1).toOptions());
      pipeline
          .apply("Source", Read.from(new StoppableSource()))
          .apply("Print", ParDo.of(new Prints()));
      System.exit(Launcher.run(pipeline));
    }
  }

  private static final class Prints extends DoFn<Long, Void> {
    @ProcessElement
    public void processElement(@Element Long row) {
      System.out.println("row " + row);
    }
  }
}
