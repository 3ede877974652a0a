package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Instant;
import org.junit.Test;

public class CellsTest {
  @Test
  public void text_simpleValues_asSparkPrintsThem() {
    assertThat(Cells.text(null), is("NULL"));
    assertThat(Cells.text("word"), is("word"));
    assertThat(Cells.text(true), is("true"));
    assertThat(Cells.text(-7L), is("-7"));
    assertThat(Cells.text(1.0E-5), is("1.0E-5"));
    assertThat(Cells.text(1.5f), is("1.5"));
    assertThat(Cells.text(Double.NaN), is("NaN"));
    assertThat(Cells.text(new BigDecimal("1E+3")), is("1000"));
    assertThat(Cells.text(new byte[] {1, (byte) 0xFF}), is("[01 FF]"));
    assertThat(Cells.text(LocalDate.of(2024, 3, 1)), is("2024-03-01"));
  }

  @Test
  public void text_timestamps_utcWithoutTrailingZeros() {
    assertThat(Cells.text(Instant.parse("2024-03-01T10:05:00Z")), is("2024-03-01 10:05:00"));
    assertThat(Cells.text(Instant.parse("2024-03-01T10:05:00.120Z")), is("2024-03-01 10:05:00.12"));
    assertThat(
        Cells.text(java.time.Instant.parse("2024-03-01T10:05:00.123456789Z")),
        is("2024-03-01 10:05:00.123456"));
    assertThat(
        Cells.text(LocalDateTime.of(2024, 3, 1, 10, 5, 0, 1000)), is("2024-03-01 10:05:00.000001"));
  }

  @Test
  public void text_nestedValues_bracketed() {
    Schema pair = Schema.builder().addStringField("a").addNullableInt64Field("b").build();
    Row row = Row.withSchema(pair).addValues("x", null).build();

    assertThat(Cells.text(row), is("{x, NULL}"));
    assertThat(Cells.text(Arrays.asList(1, null, 3)), is("[1, NULL, 3]"));
    assertThat(Cells.text(List.of()), is("[]"));
    assertThat(Cells.text(new TreeMap<>(Map.of("k", 1, "l", 2))), is("{k -> 1, l -> 2}"));
  }

  @Test
  public void iso_anyTime_asTheFormatterOfTheJdkWritesIt() {
    DateTimeFormatter expected =
        new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 3, 6, true)
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    long[] spans = {4_000_000_000L, 300_000_000_000L, 30_000_000_000_000L};
    int[] fractions = {1_000_000_000, 100_000_000, 1_000_000, 1000};
    for (int i = 0; i < 20_000; i++) {
      long span = spans[i % spans.length];
      int fraction = fractions[random.nextInt(fractions.length)];
      java.time.Instant time =
          java.time.Instant.ofEpochSecond(
              (long) ((random.nextDouble() * 2 - 1) * span),
              random.nextInt(1_000_000_000 / fraction) * (long) fraction);
      assertThat("seed " + seed, Cells.iso(time), is(expected.format(time)));
    }
    assertThat(
        Cells.iso(java.time.Instant.parse("0000-01-01T00:00:00Z")), is("0000-01-01T00:00:00.000Z"));
  }
}
