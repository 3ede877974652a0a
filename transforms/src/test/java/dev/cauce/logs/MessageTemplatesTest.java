package dev.cauce.logs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.Rule;
import org.junit.Test;

public class MessageTemplatesTest {
  private static final LogParser PARSER = LogParser.detecting(ZoneOffset.UTC);
  private static final Map<String, List<TableUpdate>> SEEN = new ConcurrentHashMap<>();
  private static final Duration SECOND = Duration.standardSeconds(1);

  @Rule public final TestPipeline p = TestPipeline.create();

  private static final class SeeFn extends DoFn<TableUpdate, Void> {
    private static final long serialVersionUID = 1L;
    private final String name;

    SeeFn(String name) {
      this.name = name;
    }

    @ProcessElement
    public void process(@Element TableUpdate update) {
      SEEN.computeIfAbsent(name, n -> new CopyOnWriteArrayList<>()).add(update);
    }
  }

  private static Lines lines(String... messages) {
    return Lines.of(
        "test",
        new Instant(0),
        List.of(messages).stream().map(text -> "2026-11-22 10:00:00 INFO a.B: " + text).toList());
  }

  private static final Lines FIRST = lines("login of ann failed", "login of bob failed", "up");
  private static final Lines SECOND_BLOCK = lines("login of eve failed", "login of dan failed");
  private static final Lines THIRD = lines("login of kim failed", "up", "took 5 ms");
  private static final Map<String, Long> TABLE =
      new TreeMap<>(Map.of("login of <*> failed", 5L, "up", 2L, "took <*>", 1L));

  private static void see(String name, PCollection<Lines> lines, OutputMode mode) {
    SEEN.remove(name);
    lines
        .apply(name, MessageTemplates.of(PARSER).emitting(mode).every(SECOND))
        .apply("See " + name, ParDo.of(new SeeFn(name)));
  }

  /** The table that a sink is left with. */
  private static Map<String, Long> table(String name) {
    Map<String, Long> table = new TreeMap<>();
    for (TableUpdate update : SEEN.getOrDefault(name, List.of())) {
      if (update.mode() == OutputMode.COMPLETE) {
        table.clear();
      }
      update.removed().forEach(row -> table.remove(row.getString("template")));
      update.rows().forEach(row -> table.put(text(row), row.getInt64("count")));
    }
    return table;
  }

  private static String text(Row row) {
    return String.valueOf((Object) row.getValue("template"));
  }

  @Test
  public void bounded_everyMode_isTheFinalTableOnce() {
    PCollection<Lines> input =
        p.apply(Create.of(THIRD, FIRST, SECOND_BLOCK).withCoder(LinesCoder.of()));
    for (OutputMode mode : OutputMode.values()) {
      see("bounded " + mode, input, mode);
    }
    p.run();
    for (OutputMode mode : OutputMode.values()) {
      assertThat(table("bounded " + mode), equalTo(TABLE));
      assertThat(
          SEEN.getOrDefault("bounded " + mode, List.of()).stream()
              .mapToInt(update -> update.rows().size())
              .sum(),
          is(3));
    }
  }

  private PCollection<Lines> ticks(Pipeline pipeline) {
    return pipeline.apply(
        TestStream.create(LinesCoder.of())
            .addElements(FIRST)
            .advanceProcessingTime(SECOND)
            .advanceProcessingTime(SECOND)
            .addElements(SECOND_BLOCK)
            .advanceProcessingTime(SECOND)
            .advanceProcessingTime(SECOND)
            .addElements(THIRD)
            .advanceProcessingTime(SECOND)
            .advanceProcessingTime(SECOND)
            .advanceWatermarkToInfinity());
  }

  @Test
  public void unbounded_updateAndComplete_endWithTheSameTable() {
    PCollection<Lines> input = ticks(p);
    see("update", input, OutputMode.UPDATE);
    see("complete", input, OutputMode.COMPLETE);
    p.run();
    assertThat(table("update"), equalTo(TABLE));
    assertThat(table("complete"), equalTo(TABLE));
    assertThat(
        SEEN.getOrDefault("update", List.of()).stream()
            .flatMap(update -> update.removed().stream())
            .map(MessageTemplatesTest::text)
            .sorted()
            .toList(),
        contains(
            "login of ann failed",
            "login of bob failed",
            "login of dan failed",
            "login of eve failed"));
  }

  @Test
  public void unbounded_append_saysAKindWhenItIsFirstSeen() {
    see("append", ticks(p), OutputMode.APPEND);
    p.run();
    assertThat(
        SEEN.getOrDefault("append", List.of()).stream()
            .flatMap(update -> update.rows().stream())
            .map(MessageTemplatesTest::text)
            .sorted()
            .toList(),
        contains(
            "login of ann failed",
            "login of bob failed",
            "login of dan failed",
            "login of eve failed",
            "took <*>",
            "up"));
  }

  @Test
  public void where_onlyThoseEventsCount() {
    SEEN.remove("where");
    p.apply(Create.of(FIRST, lines("\uFEFFodd")).withCoder(LinesCoder.of()))
        .apply(MessageTemplates.of(PARSER).where("message like 'up%' and service = 'a.B'"))
        .apply(ParDo.of(new SeeFn("where")));
    p.run();
    assertThat(table("where"), equalTo(Map.of("up", 1L)));
  }

  @Test
  public void where_noCondition_isRefused() {
    assertThat(
        assertThrows(
                IllegalArgumentException.class, () -> MessageTemplates.of(PARSER).where("status"))
            .getMessage(),
        is("\"status\" is no condition: it is not true or false."));
  }
}
