package dev.cauce.row;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import org.junit.Test;

public class TimestampsTest {
  @Test
  public void instant_isoForms_read() {
    Instant ten = Instant.parse("2024-03-01T10:00:00Z");
    for (String text :
        List.of(
            "2024-03-01T10:00:00Z",
            "2024-03-01 10:00:00",
            "2024-03-01T10:00",
            "2024-03-01 10:00:00.000000000Z",
            "2024-03-01T11:00:00+01:00",
            "2024-03-01T11:30:00+0130",
            "2024-03-01T05:00-05",
            "2024-02-29T23:00:00-11:00")) {
      assertThat(text, Timestamps.instant(text), is(ten));
    }
    assertThat(Timestamps.instant("2024-03-01"), is(Instant.parse("2024-03-01T00:00:00Z")));
    assertThat(
        Timestamps.instant("1969-12-31 23:59:59.9999999"),
        is(Instant.parse("1969-12-31T23:59:59.999999Z")));
  }

  @Test
  public void instant_anythingElse_null() {
    for (String text :
        List.of(
            "",
            "2024",
            "2024-3-1",
            "2023-02-29",
            "2024-13-01",
            "2024-00-01",
            "2024-01-00",
            "2024-01-32",
            "2024-03-01T",
            "2024-03-01T10",
            "2024-03-01x10:00",
            "2024-03-01T24:00:00",
            "2024-03-01T10:60:00",
            "2024-03-01T10:00:60",
            "2024-03-01T10:00:0",
            "2024-03-01T10:00:00.",
            "2024-03-01T10:00:00.1234567890",
            "2024-03-01T10:00:00z",
            "2024-03-01T10:00:00+1",
            "2024-03-01T10:00:00+99",
            "2024-03-01T10:00:00 Z",
            "2024-03-01Z",
            "2024-03-01T10:00:00Zx",
            "٢٠٢٤-03-01")) {
      assertThat(text, Timestamps.instant(text), nullValue());
    }
  }

  @Test
  public void instant_random_asJavaTimeReadsIt() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      Instant instant =
          Instant.ofEpochSecond(
              random.nextLong(-62_167_219_200L, 253_402_300_800L), random.nextInt(1_000_000_000));
      assertThat(
          "seed " + seed,
          Timestamps.instant(instant.toString()),
          is(instant.truncatedTo(ChronoUnit.MICROS)));
      LocalDate date = LocalDate.ofInstant(instant, ZoneOffset.UTC);
      assertThat(
          "seed " + seed, Timestamps.date(DateTimeFormatter.ISO_DATE.format(date)), is(date));
    }
  }
}
