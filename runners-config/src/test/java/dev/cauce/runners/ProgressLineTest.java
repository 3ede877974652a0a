package dev.cauce.runners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class ProgressLineTest {
  private static final Map<String, Long> ALL =
      Map.of(
          "batches", 3L,
          "numInputRows", 250L,
          "numOutputRows", 70L,
          "numRowsTotal", 40L,
          "numRowsDroppedByWatermark", 2L,
          "numDeadLetters", 1L,
          "numOversizedLines", 4L,
          "oldestOpenWindow", 1_709_294_700_000L);
  private static final SourceProgress.Watermark WATERMARK =
      new SourceProgress.Watermark(1_709_295_000_000L, "t-1");
  private static final long NOON = 1_709_294_400_000L;

  @Test
  public void json_allFigures_haveSparksNamesInSparksOrder() {
    Map<String, Long> before = Map.of("batches", 2L, "numInputRows", 50L, "numOutputRows", 30L);

    assertThat(
        line("words", before, ALL).json(),
        is(
            "{\"id\":\"i\",\"runId\":\"r\",\"name\":\"words\","
                + "\"timestamp\":\"2024-03-01T12:00:00.000Z\",\"batchId\":2,"
                + "\"numInputRows\":200,\"inputRowsPerSecond\":400.0,"
                + "\"processedRowsPerSecond\":400.0,"
                + "\"numDeadLetters\":1,\"numOversizedLines\":4,"
                + "\"eventTime\":{\"watermark\":\"2024-03-01T12:10:00.000Z\",\"heldBy\":\"t-1\"},"
                + "\"stateOperators\":[{\"numRowsTotal\":40,\"numRowsDroppedByWatermark\":2,"
                + "\"oldestOpenWindow\":\"2024-03-01T12:05:00.000Z\"}],"
                + "\"sink\":{\"numOutputRows\":40}}"));
  }

  @Test
  public void json_noFigures_leavesThemOut() {
    assertThat(
        line(null, Map.of(), Map.of()).json(),
        is(
            "{\"id\":\"i\",\"runId\":\"r\",\"name\":null,"
                + "\"timestamp\":\"2024-03-01T12:00:00.000Z\"}"));
  }

  @Test
  public void json_nameWithQuotes_isEscaped() {
    assertThat(
        line("a\"b\\c\n", Map.of(), Map.of()).json(),
        is(
            "{\"id\":\"i\",\"runId\":\"r\",\"name\":\"a\\\"b\\\\c\\u000a\","
                + "\"timestamp\":\"2024-03-01T12:00:00.000Z\"}"));
  }

  @Test
  public void text_allFigures_readsAsOneLine() {
    assertThat(
        line("words", Map.of(), ALL).text(),
        is(
            "2024-03-01T12:00:00.500Z  batch 2, 250 rows in (500.0/s), 70 rows out,"
                + " 40 rows of state, watermark 2024-03-01T12:10:00.000Z, held by t-1, oldest window ends"
                + " 2024-03-01T12:05:00.000Z, 2 rows too late, 1 dead letters,"
                + " 4 lines too long"));
  }

  @Test
  public void tick_nothingChanged_isSilentAndCountsFromTheLineBefore() {
    Map<String, Long> figures = new HashMap<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AtomicLong clock = new AtomicLong(NOON);
    ProgressReporter reporter =
        ProgressReporter.of(
            Progress.in(Progress.Format.TEXT),
            () -> Map.copyOf(figures),
            () -> null,
            new PrintStream(bytes, true, UTF_8),
            clock::get);

    clock.addAndGet(1000);
    reporter.tick();
    figures.put("numInputRows", 10L);
    clock.addAndGet(1000);
    reporter.tick();
    clock.addAndGet(1000);
    reporter.tick();
    figures.put("numInputRows", 30L);
    clock.addAndGet(1000);
    reporter.close();

    assertThat(
        bytes.toString(UTF_8),
        is(
            String.format(
                "2024-03-01T12:00:02.000Z  10 rows in (10.0/s)%n"
                    + "2024-03-01T12:00:04.000Z  20 rows in (20.0/s)%n")));
  }

  @Test
  public void json_noWatermarkYet_saysWhoHoldsIt() {
    ProgressLine line =
        new ProgressLine(
            "i",
            "r",
            null,
            NOON,
            NOON + 500,
            Map.of(),
            Map.of("oldestOpenWindow", Long.MAX_VALUE),
            new SourceProgress.Watermark(null, "t-0"));

    assertThat(
        line.json(),
        is(
            "{\"id\":\"i\",\"runId\":\"r\",\"name\":null,"
                + "\"timestamp\":\"2024-03-01T12:00:00.000Z\",\"eventTime\":{\"heldBy\":\"t-0\"}}"));
    assertThat(line.text(), is("2024-03-01T12:00:00.500Z  watermark none yet, held by t-0"));
  }

  private static ProgressLine line(
      @Nullable String name, Map<String, Long> before, Map<String, Long> now) {
    return new ProgressLine(
        "i", "r", name, NOON, NOON + 500, before, now, now.isEmpty() ? null : WATERMARK);
  }
}
