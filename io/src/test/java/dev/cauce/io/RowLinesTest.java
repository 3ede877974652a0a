package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class RowLinesTest {
  private static final Schema SCHEMA =
      Schema.builder()
          .addNullableStringField("word, or \"token\"")
          .addNullableDateTimeField("at")
          .addNullableDoubleField("share")
          .build();

  @Test
  public void csv_plainValues_asTheyAre() throws IOException {
    assertThat(
        lines(FileFormat.CSV, "straße 東京", Instant.parse("2024-03-01T10:05:00Z"), 0.001),
        is("\"word, or \"\"token\"\"\",at,share\nstraße 東京,2024-03-01T10:05:00.000Z,0.001\n"));
  }

  @Test
  public void csv_separatorsQuotesLineEnds_quoted() throws IOException {
    assertThat(rows(FileFormat.CSV, "a,b"), is("\"a,b\",,\n"));
    assertThat(rows(FileFormat.CSV, "say \"hi\""), is("\"say \"\"hi\"\"\",,\n"));
    assertThat(rows(FileFormat.CSV, "a\nb"), is("\"a\nb\",,\n"));
    assertThat(rows(FileFormat.CSV, "a\r"), is("\"a\r\",,\n"));
  }

  @Test
  public void csv_emptyAndMissing_toldApart() throws IOException {
    assertThat(rows(FileFormat.CSV, ""), is("\"\",,\n"));
    assertThat(rows(FileFormat.CSV, null), is(",,\n"));
  }

  @Test
  public void text_severalColumns_tabsAndNoHeader() throws IOException {
    assertThat(
        lines(FileFormat.TEXT, "a,\"b\"", Instant.parse("2024-03-01T10:05:00.250Z"), 1.0),
        is("a,\"b\"\t2024-03-01T10:05:00.250Z\t1.0\n"));
  }

  @Test
  public void json_row_oneObject() throws IOException {
    assertThat(
        lines(FileFormat.JSON, "a\nb", null, 1.5),
        is("{\"word, or \\\"token\\\"\":\"a\\nb\",\"at\":null,\"share\":1.5}\n"));
  }

  private static String rows(FileFormat format, @Nullable String word) throws IOException {
    String lines = lines(format, word, null, null);
    return lines.substring(lines.indexOf('\n') + 1);
  }

  private static String lines(FileFormat format, @Nullable Object... values) throws IOException {
    RowLines lines = new RowLines(format, SCHEMA);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    lines.writeHeader(out);
    lines.write(Row.withSchema(SCHEMA).addValues(values).build(), out);
    return out.toString(UTF_8);
  }
}
