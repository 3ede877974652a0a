package dev.cauce.parity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cauce.io.DirectoryIO;
import dev.cauce.io.MemoryIO;
import dev.cauce.parse.Parse;
import dev.cauce.query.Query;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.row.RowFormat;
import dev.cauce.runners.Launcher;
import dev.cauce.runners.Runners;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Plays a scenario that is stopped and goes on: each step is a run of its own on embedded Flink,
 * with one checkpoint directory, that takes what is there and ends. Its rows come in files, as
 * Spark's do: those of the step, or one for all of them.
 */
final class ResumedRuns {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration OFTEN = Duration.millis(100);

  private final Scenario scenario;
  private final ScenarioRun query;
  private final Path folder;
  private final String table;
  private final Map<Integer, List<TableUpdate>> emitted = new TreeMap<>();
  private int files;

  private ResumedRuns(Scenario scenario, Path folder) {
    this.scenario = scenario;
    this.query = new ScenarioRun(scenario, false);
    this.folder = folder;
    this.table = "parity resumed " + scenario;
  }

  /** What is different from Spark; empty if nothing is. */
  static String problems(Scenario scenario, Path folder) {
    try {
      return new ResumedRuns(scenario, folder).problems();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String problems() throws IOException {
    for (String input : scenario.inputs()) {
      Files.createDirectories(directory(input));
    }
    StringBuilder problems = new StringBuilder();
    for (int number = 0; number < scenario.steps().size(); number++) {
      JsonNode step = scenario.steps().get(number);
      write(step);
      Collected updates = new Collected();
      Collected late = new Collected();
      int code = Launcher.run(pipeline(updates, late));
      if (code != Launcher.DONE) {
        return problems + "step " + number + ": the run ended with " + code + "\n";
      }
      if (!updates.all().isEmpty()) {
        emitted.put(number, left(updates.all()));
      }
      long dropped = late.all().stream().mapToLong(update -> update.rows().size()).sum();
      long sparks = step.path("rowsDroppedByWatermark").asLong();
      if (dropped != sparks) {
        problems.append(
            String.format(Locale.ROOT, "step %d: %d late, Spark's %d%n", number, dropped, sparks));
      }
    }
    StepComparison comparison = new StepComparison(scenario, filesPerTrigger() != 1);
    return problems + comparison.steps(emitted) + comparison.streamed(table);
  }

  /**
   * What a step of Spark's would emit: a run without triggers may emit a key or a snapshot several
   * times, of which the last counts.
   */
  private List<TableUpdate> left(List<TableUpdate> updates) {
    TableUpdate last = updates.get(updates.size() - 1);
    if (query.mode() == OutputMode.COMPLETE) {
      return List.of(last);
    }
    if (query.mode() == OutputMode.APPEND || filesPerTrigger() == 1) {
      return updates;
    }
    Map<List<@Nullable Object>, Row> rows = new LinkedHashMap<>();
    for (TableUpdate update : updates) {
      for (Row row : update.rows()) {
        List<Integer> keys = TableUpdate.keyColumns(row.getSchema());
        List<@Nullable Object> values = new ArrayList<>();
        keys.forEach(key -> values.add(row.getValues().get(key)));
        rows.put(values, row);
      }
    }
    return List.of(
        new TableUpdate(
            last.mode(),
            last.windowStart(),
            last.windowEnd(),
            last.version(),
            List.copyOf(rows.values())));
  }

  /** How many files Spark took for a batch; 0 for all. */
  private int filesPerTrigger() {
    return scenario.json().at("/trigger/sourceOptions/maxFilesPerTrigger").asInt();
  }

  private Pipeline pipeline(Collected updates, Collected late) {
    FlinkPipelineOptions options =
        Runners.on("flink")
            .withName("parity " + scenario)
            .withParallelism(1)
            .withTrigger(OFTEN)
            .withCheckpoint(folder.resolve("checkpoint").toString())
            .availableNow(0)
            .toOptions()
            .as(FlinkPipelineOptions.class);
    // The watermark waits for the end of a bundle, so a bundle must not go on over two triggers.
    options.setMaxBundleSize(1L);
    Pipeline p = Pipeline.create(options);
    DeadLetters letters = query.timeColumn().isEmpty() ? null : DeadLetters.to(late);
    Query.Settings settings = new Query.Settings(query.mode(), OFTEN, null, letters);
    DeadLetters untimed = hasUntimed() ? DeadLetters.to(new Collected()) : null;
    PCollection<TableUpdate> leaving = table(p, settings, untimed);
    if (untimed != null) {
      untimed.write();
    }
    leaving.apply("Collect", updates);
    leaving.apply("Memory", MemoryIO.write(table));
    if (letters != null) {
      letters.write();
    }
    return p;
  }

  /** Whether some row has no event time: no window has it, in Spark as here. */
  private boolean hasUntimed() {
    String time = query.timeColumn();
    for (String input : scenario.inputs()) {
      for (JsonNode step : scenario.steps()) {
        if (!time.isEmpty()
            && scenario.added(step, input).stream()
                .anyMatch(row -> row.getSchema().hasField(time) && row.getValue(time) == null)) {
          return true;
        }
      }
    }
    return false;
  }

  private PCollection<TableUpdate> table(
      Pipeline p, Query.Settings settings, @Nullable DeadLetters untimed) {
    boolean words = scenario.ops().get(0).path("rule").asText().equals("java-string-split");
    if (scenario.inputs().size() == 1 && !words) {
      RowFormat format = RowFormat.json(scenario.inputSchema());
      Query asked = ScenarioQuery.of(scenario.ops(), scenario.inputSchema());
      return read(p, "", untimed).apply("Query", asked.ofLines(format, settings));
    }
    return query.applyTo(number -> rows(p, scenario.inputs().get(number), untimed), settings);
  }

  private PCollection<Row> rows(Pipeline p, String input, @Nullable DeadLetters untimed) {
    return read(p, input, untimed)
        .apply("Rows " + input, Parse.json(scenario.inputSchema(input)))
        .setRowSchema(scenario.inputSchema(input));
  }

  private PCollection<Lines> read(Pipeline p, String input, @Nullable DeadLetters untimed) {
    DirectoryIO.Read read = DirectoryIO.read(directory(input).toString()).watchingEvery(OFTEN);
    if (filesPerTrigger() > 0) {
      boolean together = !query.timeColumn().isEmpty(); // see write
      read = read.withFilesPerTrigger(together ? 1 : filesPerTrigger());
    }
    String time = query.timeColumn();
    if (scenario.inputSchema(input).hasField(time)) {
      read = read.withEventTime(EventTime.json(time));
      if (untimed != null) {
        read = read.withDeadLetters(untimed);
      }
    }
    return p.apply("Read " + input, read);
  }

  private Path directory(String input) {
    return folder.resolve("in-" + input);
  }

  private void write(JsonNode step) throws IOException {
    List<JsonNode> batch = new ArrayList<>();
    int most = filesPerTrigger() == 0 ? Integer.MAX_VALUE : filesPerTrigger();
    // Spark counts a group that is late once a batch, and a file of ours is a bundle: where rows
    // may be late, the files of a batch are one.
    boolean together = !query.timeColumn().isEmpty();
    int taken = 0;
    for (JsonNode file : step.path("files")) {
      file.path("rows").forEach(batch::add);
      taken++;
      if (!together || taken % most == 0) {
        write("", batch);
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      write("", batch);
    }
    for (String input : scenario.inputs()) {
      JsonNode rows = input.isEmpty() ? step.path("add") : step.path("add").path(input);
      if (!rows.isMissingNode()) {
        write(input, rows);
      }
    }
  }

  private void write(String input, Iterable<JsonNode> rows) throws IOException {
    JsonNode columns = scenario.columns(input);
    List<String> lines = new ArrayList<>();
    for (JsonNode row : rows) {
      ObjectNode object = MAPPER.createObjectNode();
      for (int i = 0; i < columns.size(); i++) {
        object.set(columns.get(i).path("name").asText(), row.path(i));
      }
      lines.add(MAPPER.writeValueAsString(object));
    }
    Path file = directory(input).resolve(String.format(Locale.ROOT, "%05d.json", files));
    Files.write(file, lines, UTF_8);
    // Files are taken in the order of their times; they have not changed for a while.
    Files.setLastModifiedTime(
        file, FileTime.from(Instant.now().minus(1, ChronoUnit.HOURS).plusSeconds(files)));
    files++;
  }
}
