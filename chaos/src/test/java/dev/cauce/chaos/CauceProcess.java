package dev.cauce.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The command line in a JVM of its own, and what can be seen of it from outside. */
final class CauceProcess implements AutoCloseable {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private final Path out;
  private final Path err;
  private final Process process;
  private final String name;

  private CauceProcess(String name, Path out, Path err, Process process) {
    this.name = name;
    this.out = out;
    this.err = err;
    this.process = process;
  }

  /** How to start one. */
  static final class Builder {
    private final Path folder;
    private final String name;
    private final List<String> arguments;
    private final List<String> prefix = new ArrayList<>();
    private final List<String> jvm = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private @Nullable Path in;
    private boolean piped;

    /**
     * @param folder for its streams, and its working directory
     */
    Builder(Path folder, String name, List<String> arguments) {
      this.folder = folder;
      this.name = name;
      this.arguments = arguments;
      jvm.add("-Xmx512m");
    }

    /** Options of the JVM. */
    Builder jvm(String... options) {
      jvm.addAll(List.of(options));
      return this;
    }

    /** What stands before java on the command line. */
    Builder under(String... command) {
      prefix.addAll(List.of(command));
      return this;
    }

    Builder environment(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /** A file as standard input; without it there is none. */
    Builder in(Path file) {
      in = file;
      return this;
    }

    /** Standard output goes to {@link CauceProcess#pipe} and not to a file. */
    Builder piped() {
      piped = true;
      return this;
    }

    CauceProcess start() throws IOException {
      Path javaArguments = folder.resolve(name + ".args");
      List<String> java = new ArrayList<>(jvm);
      java.addAll(
          List.of(
              "--add-opens",
              "java.base/java.util=ALL-UNNAMED",
              "--add-opens",
              "java.base/java.lang=ALL-UNNAMED",
              "--add-opens",
              "java.base/java.nio=ALL-UNNAMED",
              "--add-opens",
              "java.base/java.util.concurrent=ALL-UNNAMED",
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-Dfile.encoding=UTF-8",
              "-Dstdout.encoding=UTF-8",
              "-cp",
              '"' + System.getProperty("java.class.path").replace("\\", "\\\\") + '"',
              "dev.cauce.cli.Main"));
      Files.writeString(javaArguments, String.join("\n", java));
      List<String> command = new ArrayList<>(prefix);
      command.add(JAVA);
      command.add("@" + javaArguments);
      command.addAll(arguments);
      Path out = folder.resolve(name + ".out");
      Path err = folder.resolve(name + ".err");
      Files.writeString(out, "");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(in == null ? Path.of("/dev/null").toFile() : in.toFile())
              .redirectError(err.toFile());
      if (!piped) {
        builder.redirectOutput(out.toFile());
      }
      builder.environment().putAll(environment);
      return new CauceProcess(name, out, err, Children.adopt(builder.start()));
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Standard output, if it is piped. */
  InputStream pipe() {
    return process.getInputStream();
  }

  /** Standard output up to now. */
  String out() throws IOException {
    return new String(Files.readAllBytes(out), UTF_8);
  }

  byte[] outBytes() throws IOException {
    return Files.readAllBytes(out);
  }

  /** Standard error up to now. */
  String err() throws IOException {
    return new String(Files.readAllBytes(err), UTF_8);
  }

  /** What standard error says, without lines of figures, to be put into messages. */
  String said() throws IOException {
    String said = err();
    return name + " said:\n" + said.substring(Math.max(0, said.length() - 4000));
  }

  /** Waits as long as it lives. */
  void await(String what, Duration limit, Await.Condition condition) throws Exception {
    boolean holds =
        Await.holdsWithin(limit, () -> condition.holds() || !isAlive()) && condition.holds();
    if (!holds) {
      throw new AssertionError(
          "Not "
              + what
              + (isAlive() ? " within " + limit.toSeconds() + " s" : ": it has ended")
              + ". "
              + said());
    }
  }

  /** SIGKILL. */
  void kill() {
    Children.kill(process);
  }

  /** A signal by its name: TERM, INT, STOP, CONT. */
  void signal(String signal) throws IOException, InterruptedException {
    Saboteur.signal(process.pid(), signal);
  }

  /** Waits for its end, which must be with {@code code}; if not, says what it said. */
  void ends(int code, Duration limit) throws Exception {
    int ended = end(limit); // first: it says why at its end
    assertThat(said(), ended, equalTo(code));
  }

  /** Waits for its end; gives the exit code. */
  int end(Duration limit) throws IOException, InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("Still running after " + limit.toSeconds() + " s. " + said());
    }
    return process.exitValue();
  }

  /** Resident memory, in KB. */
  long residentKb() throws IOException {
    Matcher matcher =
        Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(Files.readString(proc("status")));
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  /** How many threads it has. */
  int threads() throws IOException {
    try (Stream<Path> tasks = Files.list(proc("task"))) {
      return (int) tasks.count();
    }
  }

  /** How many files, sockets and pipes it has open. */
  int descriptors() throws IOException {
    try (Stream<Path> files = Files.list(proc("fd"))) {
      return (int) files.count();
    }
  }

  /** Bytes on the heap that are alive: after a full collection. */
  long liveHeap() throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                JAVA.replaceAll("java$", "jcmd"),
                Long.toString(process.pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String histogram = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    jcmd.waitFor();
    Matcher total = Pattern.compile("(?m)^Total\\s+(\\d+)\\s+(\\d+)").matcher(histogram);
    if (!total.find()) {
      throw new IOException("jcmd says: " + histogram);
    }
    return Long.parseLong(total.group(2));
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }

  @Override
  public void close() {
    kill();
  }
}
