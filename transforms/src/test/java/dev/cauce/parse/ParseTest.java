package dev.cauce.parse;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import dev.cauce.row.CsvOptions;
import dev.cauce.row.DeadLetter;
import dev.cauce.row.Lines;
import dev.cauce.row.Schemas;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.TableUpdate;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.Rule;
import org.junit.Test;

public class ParseTest {
  @Rule public final transient TestPipeline p = TestPipeline.create();

  private record LogLine(String service, int status, @Nullable Long bytes) {
    LogLine {
      if (status < 0) {
        throw new IllegalArgumentException("status " + status + " is negative");
      }
    }
  }

  private static final Schema LOG =
      Schema.builder()
          .addStringField("service")
          .addInt32Field("status")
          .addNullableInt64Field("bytes")
          .build();

  private static Lines lines(String... lines) {
    return Lines.of("log:7", new Instant(5), List.of(lines));
  }

  @Test
  public void json_blocks_recordsWithSchemaAndTheirTimes() {
    Lines block =
        Lines.builder("log:7")
            .add("{\"service\":\"a\",\"status\":500}", 20)
            .add("{\"service\":\"b\",\"status\":200,\"bytes\":3}", 10)
            .build();
    PCollection<LogLine> parsed =
        p.apply(Create.timestamped(TimestampedValue.of(block, block.least())))
            .apply(Parse.json(LogLine.class));

    assertThat(parsed.getSchema(), is(LOG));
    PAssert.that(parsed.apply("Times", Reify.timestamps()))
        .containsInAnyOrder(
            TimestampedValue.of(new LogLine("a", 500, null), new Instant(20)),
            TimestampedValue.of(new LogLine("b", 200, 3L), new Instant(10)));
    PAssert.that(parsed.apply("Errors", Filter.by(line -> line.status() >= 500)))
        .containsInAnyOrder(new LogLine("a", 500, null));
    p.run();
  }

  @Test
  public void fromStrings_rows_withSchema() {
    Schema schema = Schemas.parse("a int");
    PCollection<Row> parsed =
        p.apply(Create.of("{\"a\":1}", "{\"a\":null}")).apply(Parse.json(schema).fromStrings());

    assertThat(parsed.getSchema(), is(schema));
    PAssert.that(parsed)
        .containsInAnyOrder(
            Row.withSchema(schema).addValues(1).build(),
            Row.withSchema(schema).addValues((Object) null).build());
    p.run();
  }

  @Test
  public void csvAndRegex_recordsAndRows() {
    Row row = Row.withSchema(LOG).addValues("a", 1, null).build();
    PCollection<Lines> csv = p.apply("Csv", Create.of(lines("service,status,bytes", "a,1,")));
    CsvOptions header = CsvOptions.DEFAULT.withHeader();
    PAssert.that(csv.apply("CsvRecords", Parse.csv(LogLine.class, header)))
        .containsInAnyOrder(new LogLine("a", 1, null));
    PAssert.that(csv.apply("CsvRows", Parse.csv(LOG, header))).containsInAnyOrder(row);
    Pattern pattern = Pattern.compile("(?<status>\\d+) (?<service>\\w+)(?<bytes>)");
    PCollection<Lines> text = p.apply("Text", Create.of(lines("1 a")));
    PAssert.that(text.apply("Records", Parse.regex(pattern, LogLine.class)))
        .containsInAnyOrder(new LogLine("a", 1, null));
    PAssert.that(text.apply("Rows", Parse.regex(pattern, LOG))).containsInAnyOrder(row);
    p.run();
  }

  @Test
  public void withDeadLetters_malformed_lineReasonAndOrigin() {
    DeadLetters letters = DeadLetters.to(new ExpectLetters());
    PCollection<LogLine> parsed =
        p.apply(
                Create.of(
                    lines(
                        "{\"service\":\"a\",\"status\":500}",
                        "{\"service\":\"a\",\"status\":\"x\"}",
                        "",
                        "{\"status\":1}",
                        "{\"service\":\"a\",\"status\":-1}")))
            .apply(Parse.json(LogLine.class).withDeadLetters(letters));
    letters.write();

    PAssert.that(parsed).containsInAnyOrder(new LogLine("a", 500, null));
    p.run();
  }

  /** A sink that is a check. */
  private static final class ExpectLetters
      extends PTransform<PCollection<TableUpdate>, PCollection<String>> {
    @Override
    public PCollection<String> expand(PCollection<TableUpdate> updates) {
      PCollection<String> letters = updates.apply(ParDo.of(new TextFn()));
      PAssert.that(letters)
          .containsInAnyOrder(
              "log:7|field \"status\": \"x\" is no int|{\"service\":\"a\",\"status\":\"x\"}",
              "log:7|empty line|",
              "log:7|field \"service\": missing or null|{\"status\":1}",
              "log:7|status -1 is negative|{\"service\":\"a\",\"status\":-1}");
      return letters;
    }
  }

  private static final class TextFn extends DoFn<TableUpdate, String> {
    @ProcessElement
    public void process(@Element TableUpdate update, OutputReceiver<String> out) {
      for (Row row : update.rows()) {
        out.output(
            row.getString("origin") + "|" + row.getString("reason") + "|" + row.getString("row"));
      }
    }
  }

  @Test
  public void withoutDeadLetters_malformed_failsAndSaysWhatToDo() {
    p.apply(Create.of(lines("{\"service\":\"a\",\"status\":\"x\"}")))
        .apply(Parse.json(LogLine.class));

    assertThat(
        Objects.requireNonNull(assertThrows(PipelineExecutionException.class, p::run).getCause())
            .getMessage(),
        is(
            "A line of log:7 is no row: field \"status\": \"x\" is no int. The line:"
                + " {\"service\":\"a\",\"status\":\"x\"} -- Correct it, or give Parse dead letters"
                + " (--dead-letters URI) to go on without such lines."));
  }

  @Test
  public void deadLetterCoder_inferred() throws Exception {
    assertThat(
        p.getCoderRegistry().getCoder(DeadLetter.class), is(DeadLetter.DeadLetterCoder.of()));
    p.enableAbandonedNodeEnforcement(false);
  }
}
