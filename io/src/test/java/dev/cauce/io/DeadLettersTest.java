package dev.cauce.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cauce.parse.Parse;
import dev.cauce.row.DeadLetter;
import dev.cauce.row.Schemas;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Instant;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What cannot be parsed, on its way into files and memory. */
public class DeadLettersTest {
  private static final int LINES = 100_000;
  private static final Schema LOG =
      Schemas.parse("id bigint, host string, status int, ratio double, at timestamp");

  /** Twelve kinds of lines that are no rows, each with its reason. */
  private static final List<List<String>> MALFORMED =
      List.of(
          List.of("{\"id\":7,\"host\":\"cut o", "the JSON object is cut off"),
          List.of("{\"id\":7,\"status\":\"abc\"}", "field \"status\": \"abc\" is no int"),
          List.of("[7,\"no object\"]", "no JSON object, but an array"),
          List.of("", "empty line"),
          List.of( // no UTF-8; the source of files makes U+FFFD of it
              "{\"id\":\u00ff}", "no JSON: Invalid UTF-8 start byte 0xbf"),
          List.of(
              "{\"id\":7,\"host\":\"\u0007\"}",
              "no JSON: Illegal unquoted character ((CTRL-CHAR, code 7)): has to be escaped using"
                  + " backslash to be included in string value"),
          List.of(
              "{\"id\":99999999999999999999}",
              "field \"id\": 99999999999999999999 is out of the range of bigint"),
          List.of("{\"id\":7} and more", "something stands after the JSON object"),
          List.of("{\"status\":{\"code\":200}}", "field \"status\": an object is no int"),
          List.of("{\"ratio\":NaN}", "no JSON: Non-standard token 'NaN'"),
          List.of("{\"at\":\"yesterday\"}", "field \"at\": \"yesterday\" is no timestamp"),
          List.of("{\"id\":5.0}", "field \"id\": 5.0 is no bigint"));

  @Rule public final transient TemporaryFolder folder = new TemporaryFolder();
  @Rule public final transient TestPipeline p = TestPipeline.create();

  @Test
  public void malformedOfTwelveKinds_directRunner_allThere() throws IOException {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(DirectRunner.class);
    // As the command line has it: to check and copy each of 100,000 rows takes half a minute.
    options.as(DirectOptions.class).setEnforceImmutability(false);
    options.as(DirectOptions.class).setEnforceEncodability(false);
    malformedOfTwelveKinds(options);
  }

  @Test
  public void malformedOfTwelveKinds_flink_allThere() throws IOException {
    FlinkPipelineOptions options = PipelineOptionsFactory.create().as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setFlinkMaster("[local]");
    options.setParallelism(2);
    options.setObjectReuse(true);
    malformedOfTwelveKinds(options);
  }

  private void malformedOfTwelveKinds(PipelineOptions options) throws IOException {
    Path in = folder.newFolder("in").toPath();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    int[] expected = new int[MALFORMED.size()];
    for (int i = 0; i < LINES; i++) {
      if (i % 100 == 37) {
        int kind = i / 100 % MALFORMED.size();
        expected[kind]++;
        lines.writeBytes(MALFORMED.get(kind).get(0).getBytes(ISO_8859_1)); // one byte each
      } else {
        lines.writeBytes(
            ("{\"id\":"
                    + i
                    + ",\"host\":\"h\u00e9\",\"status\":200,\"ratio\":0.5,"
                    + "\"at\":\"2024-03-01T10:00:00Z\"}")
                .getBytes(UTF_8));
      }
      lines.write('\n');
    }
    Files.write(in.resolve("log.json"), lines.toByteArray());
    Path dead = folder.getRoot().toPath().resolve("dead");

    Pipeline pipeline = Pipeline.create(options);
    DeadLetters letters = DeadLetters.to(DirectoryIO.write(dead.toString()).as(FileFormat.JSON));
    MemoryIO.drop("DeadLettersTest");
    pipeline
        .apply("Read", DirectoryIO.read(in.toString()))
        .apply("Parse", Parse.json(LOG).withDeadLetters(letters))
        .apply(
            "Host",
            MapElements.into(TypeDescriptors.strings()).via((Row row) -> row.getString("host")))
        .apply(
            "Count",
            Table.of(Count.<String>perElement())
                .columns("host", "rows")
                .emitting(OutputMode.COMPLETE))
        .apply("Write", MemoryIO.write("DeadLettersTest"));
    letters.write();
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();

    List<Row> table = MemoryIO.table("DeadLettersTest").rows();
    MemoryIO.drop("DeadLettersTest");
    Map<String, Integer> reasons = new TreeMap<>();
    Map<String, Integer> wanted = new TreeMap<>();
    for (int kind = 0; kind < expected.length; kind++) {
      String line = MALFORMED.get(kind).get(0).replace('\u00ff', '\uFFFD');
      wanted.put(MALFORMED.get(kind).get(1) + "|" + line, expected[kind]);
    }
    for (JsonNode letter : written(dead)) {
      reasons.merge(
          letter.get("reason").asText() + "|" + letter.get("row").asText(), 1, Integer::sum);
      assertThat(letter.get("origin").asText(), is(in.resolve("log.json").toString()));
    }
    assertThat(
        table.stream().map(Row::getValues).toList(), is(List.of(List.of("h\u00e9", 99_000L))));
    assertThat(reasons, is(wanted));
    assertThat(reasons.values().stream().mapToInt(i -> i).sum(), is(1_000));
    assertThat(counter(result, "numDeadLetters"), is(1_000L));
  }

  @Test
  public void ofSeveralSteps_together_inOneSink() throws IOException {
    Path dead = folder.getRoot().toPath().resolve("dead");
    DeadLetters letters = DeadLetters.to(DirectoryIO.write(dead.toString()).as(FileFormat.JSON));
    Instant time = Instant.parse("2024-03-01T10:00:00Z");
    DeadLetter late = new DeadLetter(time, "counts-0", "late", "{\"id\":1}");
    Schema id = Schemas.parse("id int");
    letters.add(p.apply("Late", Create.of(late)));
    p.apply("Json", Create.of("x", "{\"id\":1}"))
        .apply("ParseJson", Parse.json(id).fromStrings().withDeadLetters(letters));
    p.apply("Csv", Create.of("1,2", "1"))
        .apply("ParseCsv", Parse.csv(id).fromStrings().withDeadLetters(letters));
    letters.write();
    p.run().waitUntilFinish();

    List<String> reasons = new ArrayList<>();
    for (JsonNode letter : written(dead)) {
      reasons.add(letter.get("reason").asText() + "|" + letter.get("row").asText());
    }
    assertThat(
        reasons,
        containsInAnyOrder(
            "late|{\"id\":1}",
            "no JSON: Unrecognized token 'x': was expecting (JSON String, Number, Array, Object or"
                + " token 'null', 'true' or 'false')|x",
            "2 fields, 1 wanted|1,2"));
  }

  @Test
  public void toMemory_rowsOfFourColumns() {
    MemoryIO.drop("letters");
    DeadLetters letters = DeadLetters.to(MemoryIO.write("letters"));
    Instant time = Instant.parse("2024-03-01T10:00:00Z");
    letters.add(p.apply(Create.of(new DeadLetter(time, "counts-0", "late", "a"))));
    letters.write();
    p.run().waitUntilFinish();

    assertThat(
        MemoryIO.table("letters").rows(),
        is(
            List.of(
                Row.withSchema(DeadLetters.SCHEMA)
                    .addValues(time, "counts-0", "late", "a")
                    .build())));
    MemoryIO.drop("letters");
  }

  @Test
  public void noneAdded_nothingAppliedNothingWritten() {
    Path dead = folder.getRoot().toPath().resolve("dead");
    DeadLetters letters = DeadLetters.to(DirectoryIO.write(dead.toString()));
    letters.write();
    p.run().waitUntilFinish();

    assertThat(Files.exists(dead), is(false));
  }

  @Test
  public void noneMalformed_noFile() {
    Path dead = folder.getRoot().toPath().resolve("dead");
    DeadLetters letters = DeadLetters.to(DirectoryIO.write(dead.toString()));
    p.apply(Create.of("{\"id\":1}"))
        .apply(Parse.json(Schemas.parse("id int")).fromStrings().withDeadLetters(letters));
    letters.write();
    p.run().waitUntilFinish();

    assertThat(Files.exists(dead), is(false));
  }

  private static List<JsonNode> written(Path directory) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> letters = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        for (String line : Files.readAllLines(file)) {
          letters.add(json.readTree(line));
        }
      }
    }
    return letters;
  }

  private static long counter(PipelineResult result, String name) {
    MetricsFilter filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.named("cauce", name)).build();
    long sum = 0;
    for (MetricResult<Long> counter : result.metrics().queryMetrics(filter).getCounters()) {
      sum += counter.getAttempted();
    }
    return sum;
  }
}
