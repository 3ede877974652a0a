package dev.cauce.parity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cauce.io.DirectoryIO;
import dev.cauce.io.Intake;
import dev.cauce.io.MemoryIO;
import dev.cauce.io.MemoryTable;
import dev.cauce.io.SocketIO;
import dev.cauce.query.Query;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.row.RowFormat;
import dev.cauce.runners.Launcher;
import dev.cauce.runners.Progress;
import dev.cauce.runners.Runners;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Table;
import dev.cauce.table.TableUpdate;
import dev.cauce.text.Words;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.hamcrest.Matcher;
import org.hamcrest.MatcherAssert;
import org.joda.time.Duration;

/**
 * A scenario's query over a socket or a watched directory, and the lines of its progress. Rows come
 * as JSON, or as lines of text if there is one column without a time.
 */
final class ProgressRun {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration OFTEN = Duration.millis(50);
  private static final long LIMIT_SECONDS = 60;

  private final Scenario scenario;
  private final Path directory;
  private final ServerSocket server;
  private final CompletableFuture<Socket> peer = new CompletableFuture<>();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream realErr = System.err;
  private final CompletableFuture<Integer> end = new CompletableFuture<>();

  private ProgressRun(Scenario scenario, Path directory, ServerSocket server) {
    this.scenario = scenario;
    this.directory = directory;
    this.server = server;
  }

  static ProgressRun start(Scenario scenario, String runner, Path directory) throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    ProgressRun run = new ProgressRun(scenario, directory, server);
    Pipeline pipeline = Pipeline.create(Runners.on(runner).withTrigger(OFTEN).toOptions());
    PCollection<Lines> lines = pipeline.apply("Read", run.source());
    run.query(lines).apply("Write", MemoryIO.write("progress-" + runner + "-" + scenario));
    Intake.open();
    System.setErr(new PrintStream(run.err, true, UTF_8));
    Progress progress = Progress.in(Progress.Format.JSON).withInterval(OFTEN);
    Thread thread = new Thread(() -> run.end.complete(Launcher.run(pipeline, progress)));
    thread.setDaemon(true);
    thread.start();
    Thread acceptor =
        new Thread(
            () -> {
              try {
                run.peer.complete(server.accept());
              } catch (IOException e) {
                run.peer.completeExceptionally(e); // closed: it reads files
              }
            });
    acceptor.setDaemon(true);
    acceptor.start();
    return run;
  }

  private boolean readsFiles() {
    return scenario.steps().get(0).has("files");
  }

  private PTransform<PBegin, PCollection<Lines>> source() {
    String eventTime = scenario.json().path("query").path("eventTime").asText();
    if (readsFiles()) {
      return DirectoryIO.read(directory.toString())
          .watchingEvery(OFTEN)
          .withEventTime(EventTime.json(eventTime));
    }
    SocketIO.Read read = SocketIO.read("localhost", server.getLocalPort());
    return eventTime.isEmpty() ? read : read.withEventTime(EventTime.json(eventTime));
  }

  private PCollection<TableUpdate> query(PCollection<Lines> lines) {
    OutputMode mode = OutputMode.valueOf(scenario.mode().toUpperCase(Locale.ROOT));
    Query.Settings settings = Query.Settings.of(mode, OFTEN);
    JsonNode first = scenario.ops().get(0);
    if (first.path("op").asText().equals("splitWords")) {
      Words words = Words.splitBy(Pattern.compile(first.path("pattern").asText()), true);
      return lines.apply(
          "Table",
          Table.of(words.grouping(), Count.combineFn())
              .columns("word", "count")
              .every(OFTEN)
              .emitting(mode));
    }
    Query query = ScenarioQuery.of(scenario.ops(), scenario.inputSchema());
    return lines.apply("Query", query.ofLines(RowFormat.json(scenario.inputSchema()), settings));
  }

  /** Adds the rows of a step, all at once. */
  void play(JsonNode step) throws Exception {
    for (JsonNode file : step.path("files")) {
      Path hidden = directory.resolve("." + file.path("name").asText());
      Files.writeString(hidden, text(file.path("rows")));
      Files.move(
          hidden, directory.resolve(file.path("name").asText()), StandardCopyOption.ATOMIC_MOVE);
    }
    String text = text(step.path("add"));
    if (!text.isEmpty()) {
      peer.get(LIMIT_SECONDS, TimeUnit.SECONDS).getOutputStream().write(text.getBytes(UTF_8));
    }
  }

  private String text(JsonNode rows) throws IOException {
    JsonNode columns = scenario.json().path("input").path("columns");
    boolean plain = scenario.json().path("query").path("eventTime").asText().isEmpty();
    StringBuilder text = new StringBuilder();
    for (JsonNode row : rows) {
      if (plain) {
        text.append(row.path(0).asText()).append('\n');
        continue;
      }
      ObjectNode object = MAPPER.createObjectNode();
      for (int i = 0; i < columns.size(); i++) {
        object.set(columns.get(i).path("name").asText(), row.path(i));
      }
      text.append(MAPPER.writeValueAsString(object)).append('\n');
    }
    return text.toString();
  }

  /** The progress so far. */
  List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : err.toString(UTF_8).split("\n", -1)) {
      if (line.startsWith("{") && line.endsWith("}")) {
        lines.add(MAPPER.readTree(line));
      }
    }
    return lines;
  }

  long inputRows() {
    return sum("/numInputRows");
  }

  long droppedRows() {
    return sum("/stateOperators/0/numRowsDroppedByWatermark");
  }

  /** In the last line that says so. */
  long stateRows() {
    String last = last("/stateOperators/0/numRowsTotal");
    return last.isEmpty() ? 0 : Long.parseLong(last);
  }

  /** In the last line that says so. */
  String watermark() {
    String last = last("/eventTime/watermark");
    return last.isEmpty() ? last : java.time.Instant.parse(last).toString();
  }

  private long sum(String path) {
    return read().stream().mapToLong(line -> line.at(path).asLong()).sum();
  }

  private String last(String path) {
    String last = "";
    for (JsonNode line : read()) {
      last = line.at(path).isMissingNode() ? last : line.at(path).asText();
    }
    return last;
  }

  private List<JsonNode> read() {
    try {
      return lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  <T> void await(String what, Supplier<T> actual, Matcher<? super T> expected) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!expected.matches(actual.get()) && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    MatcherAssert.assertThat(
        what + " in\n" + err.toString(UTF_8) + table().rows(), actual.get(), expected);
  }

  private MemoryTable table() {
    return MemoryIO.table("progress-" + scenario);
  }

  void stop() throws Exception {
    new Intake().stopReading();
    end.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    System.setErr(realErr);
    server.close();
    if (peer.isDone() && !peer.isCompletedExceptionally()) {
      peer.get().close();
    }
    Intake.open();
    MemoryIO.drop("progress-" + scenario);
  }
}
