package dev.cauce.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.cauce.io.MemoryIO;
import dev.cauce.query.Windowing;
import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import dev.cauce.table.OutputMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.Test;

/** Each report of an access log: the same table bounded and unbounded, in every mode. */
public class ClicksModesTest {
  private static final Duration EVERY = Duration.standardSeconds(1);
  private static final int BLOCK = 500;

  private static final Windowing HOURS = Windowing.tumbling(Duration.standardHours(1));

  @Test
  public void everyReport_boundedOrNot_isTheSameInEveryModeThatItHas() throws IOException {
    Map<String, FlowSettings> reports = new TreeMap<>();
    for (String report : List.of("pages", "visitors", "bounce", "top")) {
      FlowSettings settings = FlowSettings.defaults().with(Clicks.REPORT, report);
      reports.put(report, settings);
      reports.put(report + " of hours", settings.with(TableOptions.NONE.over(HOURS)));
    }
    reports.put(
        "sessions", FlowSettings.defaults().with(Clicks.REPORT, "sessions").with(Clicks.PATHS));
    reports.computeIfPresent("visitors", (name, settings) -> settings.with(Clicks.COUNTS, "exact"));
    Pipeline bounded = direct();
    PCollection<Lines> lines =
        bounded.apply("Lines", Create.of(blocks()).withCoder(LinesCoder.of()));
    reports.forEach((name, settings) -> write(lines, name, settings.emitting(OutputMode.APPEND)));
    bounded.run();
    Map<String, List<String>> expected = new TreeMap<>();
    reports.keySet().forEach(name -> expected.put(name, take(name + " APPEND")));

    Pipeline unbounded = direct();
    PCollection<Lines> stream = unbounded.apply("Lines", stream());
    List<String> written = new ArrayList<>();
    reports.forEach(
        (name, settings) -> {
          for (OutputMode mode : OutputMode.values()) {
            if (new Clicks().plan(settings.emitting(mode)).refusals(false).isEmpty()) {
              write(stream, name, settings.emitting(mode));
              written.add(name + " " + mode);
            }
          }
        });
    unbounded.run();
    for (String name : written) {
      String report = name.substring(0, name.lastIndexOf(' '));
      assertThat(name, take(name), equalTo(expected.get(report)));
    }
    assertThat("all but append without windows", written.size(), is(9 * 3 - 4));
    assertThat(expected.get("visitors"), equalTo(List.of("[295, 190]")));
    assertThat(expected.getOrDefault("sessions", List.of()).size(), is(210));
    assertThat(
        expected.get("bounce"),
        equalTo(List.of("[210, 158, 0.7523809523809524, 1.4047619047619047, 5.757142857142857]")));
  }

  private static void write(PCollection<Lines> lines, String name, FlowSettings settings) {
    String table = name + " " + settings.mode();
    lines
        .apply(table, new Clicks().with(settings.every(EVERY)))
        .apply("To " + table, MemoryIO.write(table));
  }

  private static List<String> take(String table) {
    List<String> rows =
        MemoryIO.table(table).rows().stream()
            .map(row -> row.getValues().toString())
            .sorted()
            .toList();
    MemoryIO.drop(table);
    return rows;
  }

  private static List<Lines> blocks() throws IOException {
    return ClicksLog.blocks(ClicksLog.lines(), BLOCK);
  }

  private static TestStream<Lines> stream() throws IOException {
    TestStream.Builder<Lines> stream = TestStream.create(LinesCoder.of());
    for (Lines block : blocks()) {
      stream =
          stream
              .addElements(TimestampedValue.of(block, block.least()))
              .advanceProcessingTime(EVERY)
              .advanceWatermarkTo(new Instant(block.greatest()));
    }
    return stream.advanceWatermarkToInfinity();
  }

  private static Pipeline direct() {
    DirectOptions options = PipelineOptionsFactory.create().as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setEnforceImmutability(false);
    options.setEnforceEncodability(false);
    return Pipeline.create(options);
  }
}
