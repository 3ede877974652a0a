package dev.cauce.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.cauce.io.MemoryIO;
import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import dev.cauce.table.OutputMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.junit.Test;

/** The same scores bounded and unbounded, and of a part of the payments as of all of them. */
public class FraudModesTest {
  private static final Duration EVERY = Duration.standardSeconds(1);

  private static final FlowSettings SETTINGS =
      FlowSettings.defaults()
          .every(EVERY)
          .with(InputOptions.FORMAT, "csv")
          .with(InputOptions.HEADER)
          .with(
              InputOptions.SCHEMA,
              "time timestamp, id string, card string, merchant string, amount double, fraud int");

  private static final FlowSettings ALL = SETTINGS.with(Fraud.THRESHOLD, "0");

  @Test
  public void example_isWhatTheGeneratorMakes() throws Exception {
    assertThat(
        Files.readAllLines(Path.of("../examples/fraud/payments.csv"), UTF_8),
        equalTo(MadeUpPayments.lines()));
  }

  @Test
  public void scores_ofAPrefix_areAPrefixOfTheScores() {
    List<String> lines = MadeUpPayments.lines();
    List<String> all = bounded(lines, ALL, "all");
    List<String> some = bounded(lines.subList(0, 600), ALL, "some");
    assertThat(all.size(), is(lines.size() - 1));
    assertThat(some, equalTo(all.subList(0, 599)));
  }

  @Test
  public void everyMode_boundedOrNot_isTheSame() {
    List<String> lines = MadeUpPayments.lines();
    List<String> alerts = bounded(lines, SETTINGS, "alerts");
    List<String> cases = bounded(lines, SETTINGS.emitting(OutputMode.UPDATE), "cases");
    assertThat(cases.size(), is(greaterThan(3)));
    assertThat(bounded(lines, SETTINGS.emitting(OutputMode.COMPLETE), "all cases"), equalTo(cases));

    long seed = Long.getLong("cauce.seed", System.nanoTime());
    Pipeline unbounded = direct();
    PCollection<Lines> stream = unbounded.apply("Lines", stream(lines, new Random(seed)));
    for (OutputMode mode : OutputMode.values()) {
      write(stream, SETTINGS.emitting(mode), "unbounded " + mode);
    }
    write(stream, ALL, "unbounded scores");
    unbounded.run();
    assertThat("seed " + seed, take("unbounded scores"), equalTo(bounded(lines, ALL, "scores")));
    assertThat("seed " + seed, take("unbounded APPEND"), equalTo(alerts));
    assertThat("seed " + seed, take("unbounded UPDATE"), equalTo(cases));
    assertThat("seed " + seed, take("unbounded COMPLETE"), equalTo(cases));
  }

  private static List<String> bounded(List<String> lines, FlowSettings settings, String name) {
    Pipeline p = direct();
    List<Lines> blocks = blocks(lines.subList(1, lines.size()), new Random(7), 300);
    PCollection<Lines> rows = p.apply("Lines", Create.of(blocks).withCoder(LinesCoder.of()));
    write(rows, settings, name);
    p.run();
    return take(name);
  }

  private static void write(PCollection<Lines> lines, FlowSettings settings, String name) {
    lines.apply(name, new Fraud().with(settings)).apply("To " + name, MemoryIO.write(name));
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

  /** Blocks of so many payments, each in any order. */
  private static List<Lines> blocks(List<String> lines, Random random, int size) {
    List<Lines> blocks = new ArrayList<>();
    for (int from = 0; from < lines.size(); from += size) {
      List<String> some = new ArrayList<>(lines.subList(from, Math.min(lines.size(), from + size)));
      Collections.shuffle(some, random);
      Lines.Builder block = Lines.builder("payments");
      some.forEach(line -> block.add(line, millis(line)));
      blocks.add(block.build());
    }
    return blocks;
  }

  private static TestStream<Lines> stream(List<String> lines, Random random) {
    TestStream.Builder<Lines> stream = TestStream.create(LinesCoder.of());
    for (Lines block : blocks(lines.subList(1, lines.size()), random, 150)) {
      stream =
          stream
              .addElements(TimestampedValue.of(block, block.least()))
              .advanceProcessingTime(EVERY)
              .advanceWatermarkTo(new org.joda.time.Instant(block.greatest()));
    }
    return stream.advanceWatermarkToInfinity();
  }

  private static long millis(String line) {
    return Instant.parse(line.substring(0, line.indexOf(','))).toEpochMilli();
  }

  private static Pipeline direct() {
    DirectOptions options = PipelineOptionsFactory.create().as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    return Pipeline.create(options);
  }
}
