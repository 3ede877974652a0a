package dev.cauce.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.cauce.io.MemoryIO;
import dev.cauce.query.Windowing;
import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import dev.cauce.runners.Launcher;
import dev.cauce.runners.Runners;
import dev.cauce.table.OutputMode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.Test;

/**
 * Each report on a log, in every mode that it has: the same rows bounded and unbounded, on the
 * direct runner and on embedded Flink. The log is of real requests; twenty seconds of them are
 * changed, as if the server had answered each with 503.
 */
public class LogsModesTest {
  private static final Duration EVERY = Duration.millis(200);
  private static final int BLOCK = 300;

  private static final FlowSettings ALL = FlowSettings.defaults().every(EVERY);
  private static final Map<String, FlowSettings> REPORTS =
      new TreeMap<>(
          Map.of(
              "counts", ALL.with(Logs.BY, "level, status"),
              "counts of hours", windows(ALL, 3600),
              "templates", ALL.with(Logs.REPORT, "templates"),
              "errors", windows(ALL.with(Logs.REPORT, "errors"), 5),
              "events", ALL.with(Logs.REPORT, "events").with(Logs.WHERE, "status >= 400")));

  private static FlowSettings windows(FlowSettings settings, int seconds) {
    return settings.with(
        TableOptions.NONE.over(Windowing.tumbling(Duration.standardSeconds(seconds))));
  }

  @Test
  public void everyReport_onEachRunnerBoundedOrNot_isTheSame() throws IOException {
    Map<String, List<String>> expected = run(direct(), bounded(), true);
    List<String> alerts = expected.getOrDefault("errors APPEND", List.of());
    assertThat(alerts.toString(), alerts.size(), is(1));
    assertThat(
        alerts.get(0).substring(0, alerts.get(0).indexOf(", 0.")),
        equalTo("[(none), 2015-05-18T02:05:00Z, 4.0"));
    assertThat(expected.getOrDefault("counts of hours APPEND", List.of()).size(), is(62));
    assertThat(expected.getOrDefault("events APPEND", List.of()).size(), is(73));
    assertThat(expected.getOrDefault("templates COMPLETE", List.of()).size(), is(15));

    assertThat("bounded, on Flink", run(flink(true), bounded(), true), equalTo(expected));
    Map<String, List<String>> tables = new TreeMap<>(expected);
    tables.keySet().removeAll(List.of("counts APPEND", "templates APPEND"));
    assertThat("unbounded", run(direct(), unbounded(true), false), equalTo(tables));
    assertThat("unbounded, on Flink", run(flink(false), unbounded(false), false), equalTo(tables));
  }

  /** Whether there is such a table, and its rows are decided by the input alone. */
  private static boolean has(String report, FlowSettings settings, boolean bounded) {
    // Over endless input a new kind of message leaves with what was known of it at that tick.
    boolean isAsOfTick = report.equals("templates") && settings.mode() == OutputMode.APPEND;
    return new Logs().plan(settings).refusals(bounded).isEmpty() && (bounded || !isAsOfTick);
  }

  /** The rows of each report and mode. */
  private static Map<String, List<String>> run(
      Pipeline p, PTransform<? super PBegin, PCollection<Lines>> source, boolean bounded) {
    PCollection<Lines> lines = p.apply("Lines", source);
    Map<String, List<String>> rows = new TreeMap<>();
    REPORTS.forEach(
        (report, settings) -> {
          for (OutputMode mode : OutputMode.values()) {
            String name = report + " " + mode;
            FlowSettings emitting = settings.emitting(mode);
            if (has(report, emitting, bounded)) {
              lines
                  .apply(name, new Logs().with(emitting))
                  .apply("To " + name, MemoryIO.write(name));
              rows.put(name, List.of());
            }
          }
        });
    assertThat(Launcher.run(p), is(Launcher.DONE));
    rows.replaceAll((name, none) -> take(name));
    return rows;
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

  private static Create.Values<Lines> bounded() throws IOException {
    return Create.of(blocks()).withCoder(LinesCoder.of());
  }

  /**
   * @param ticks whether processing time goes on, which Flink does not let a test do
   */
  private static TestStream<Lines> unbounded(boolean ticks) throws IOException {
    TestStream.Builder<Lines> stream = TestStream.create(LinesCoder.of());
    for (Lines block : blocks()) {
      stream = stream.addElements(TimestampedValue.of(block, block.least()));
      stream = ticks ? stream.advanceProcessingTime(EVERY) : stream;
      stream = stream.advanceWatermarkTo(new Instant(block.greatest()));
    }
    return stream.advanceWatermarkToInfinity();
  }

  private static List<Lines> blocks() throws IOException {
    List<String> log = ClicksLog.lines();
    log.replaceAll(
        line ->
            line.contains("[18/May/2015:02:05:0") || line.contains("[18/May/2015:02:05:1")
                ? line.replaceFirst("\" \\d+ ", "\" 503 ")
                : line);
    return ClicksLog.blocks(log, BLOCK);
  }

  private static Pipeline direct() {
    DirectOptions options = PipelineOptionsFactory.create().as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setEnforceImmutability(false);
    options.setEnforceEncodability(false);
    return Pipeline.create(options);
  }

  private static Pipeline flink(boolean bounded) {
    if (bounded) {
      return Pipeline.create(Runners.on("flink").bounded().toOptions());
    }
    FlinkPipelineOptions options =
        Runners.on("flink").withTrigger(EVERY).toOptions().as(FlinkPipelineOptions.class);
    options.setParallelism(1);
    options.setMaxBundleSize(1L); // the watermark waits for the end of a bundle
    return Pipeline.create(options);
  }
}
