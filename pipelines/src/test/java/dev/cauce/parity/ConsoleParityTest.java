package dev.cauce.parity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cauce.io.ConsoleIO;
import dev.cauce.table.TableUpdate;
import dev.cauce.table.TableUpdateCoder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.junit.AfterClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestWatcher;
import org.junit.runner.Description;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/** The scenarios of the family console: the same bytes as Spark's console sink. */
@RunWith(Parameterized.class)
public class ConsoleParityTest {
  private static final String RULE = "-".repeat(43);

  @Parameters(name = "{0}")
  public static List<Scenario> scenarios() {
    return Scenario.family("console");
  }

  @Parameter public Scenario scenario = Scenario.family("console").get(0);

  @Rule public final TestPipeline p = TestPipeline.create();

  private static final Map<String, Integer> TALLY = new TreeMap<>();

  @Rule
  public final TestWatcher tally =
      new TestWatcher() {
        @Override
        protected void succeeded(Description test) {
          TALLY.merge("passed", 1, Integer::sum);
        }

        @Override
        protected void failed(Throwable failure, Description test) {
          TALLY.merge("failed", 1, Integer::sum);
        }
      };

  @AfterClass
  public static void printTally() {
    System.out.println("parity console: " + TALLY);
  }

  @Test
  public void console_printsTheBytesThatSparkPrinted() {
    PCollection<TableUpdate> table = likeSpark(new ScenarioRun(scenario, true).apply(p));
    table.apply("Console", sink());

    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      p.run();
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(UTF_8), is(expected()));
  }

  private ConsoleIO.Write sink() {
    ConsoleIO.Write sink = ConsoleIO.write();
    JsonNode options = scenario.json().path("sinkOptions");
    if (options.has("numRows")) {
      sink = sink.withRows(options.path("numRows").asInt());
    }
    if (options.has("truncate")) {
      sink = sink.withTruncate(options.path("truncate").asBoolean());
    }
    return sink;
  }

  /** Spark's bytes without its empty batches, which are ticks without rows, and renumbered. */
  private String expected() {
    StringBuilder expected = new StringBuilder();
    int batch = 0;
    for (JsonNode step : scenario.steps()) {
      List<String> lines = new ArrayList<>();
      step.path("consoleLines").forEach(line -> lines.add(line.asText()));
      if (step.path("add").isEmpty()) {
        continue;
      }
      String text = String.join("\n", lines);
      for (String printed : text.split("(?m)^" + RULE + "\nBatch: \\d+\n" + RULE + "\n")) {
        boolean hasRows = printed.lines().filter(line -> line.startsWith("|")).count() > 1;
        if (hasRows) {
          expected.append(RULE).append("\nBatch: ").append(batch++).append('\n').append(RULE);
          expected.append('\n').append(printed);
        }
      }
    }
    return expected.toString();
  }

  /** Puts the window into one column. */
  private static PCollection<TableUpdate> likeSpark(PCollection<TableUpdate> table) {
    Schema schema = ((TableUpdateCoder) table.getCoder()).schema();
    if (!schema.hasField("window_start")) {
      return table;
    }
    Schema shown = withWindow(schema);
    return table
        .apply(
            "LikeSpark",
            MapElements.into(TypeDescriptor.of(TableUpdate.class))
                .via(
                    update -> {
                      List<Row> rows = new ArrayList<>();
                      update.rows().forEach(row -> rows.add(shown(row, shown)));
                      return new TableUpdate(
                          update.mode(),
                          update.windowStart(),
                          update.windowEnd(),
                          update.version(),
                          rows);
                    }))
        .setCoder(TableUpdateCoder.of(shown));
  }

  private static final Schema WINDOW =
      Schema.builder().addDateTimeField("start").addDateTimeField("end").build();

  private static Schema withWindow(Schema schema) {
    Schema.Builder builder = Schema.builder();
    builder.addField(TableUpdate.keyColumn(Field.of("window", FieldType.row(WINDOW))));
    schema.getFields().stream().skip(2).forEach(builder::addField);
    return builder.build();
  }

  private static Row shown(Row row, Schema schema) {
    List<Object> values = new ArrayList<>();
    values.add(Row.withSchema(WINDOW).addValues(row.getValue(0), row.getValue(1)).build());
    values.addAll(row.getValues().subList(2, row.getFieldCount()));
    return Row.withSchema(schema).addValues(values).build();
  }
}
