package dev.cauce.sensors;

import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.Rule;
import org.junit.Test;

public class SilentSensorsTest {
  private static final String A =
      "1970-01-01T00:05:00Z a silence no reading for 5m, since " + "1970-01-01T00:00:00Z";
  private static final String A_BACK = "1970-01-01T00:10:00Z a back a reading again, after 10m";
  private static final String B =
      "1970-01-01T00:08:00Z b silence no reading for 5m, since " + "1970-01-01T00:03:00Z";

  @Rule public final TestPipeline pipeline = TestPipeline.create();

  @Test
  public void bounded_anyOrder_silencesAndReturns() {
    PCollection<Lines> readings =
        pipeline.apply(
            Create.of(block("a", 10, 0), block("b", 3), block("a", 12)).withCoder(LinesCoder.of()));

    check(readings, A, A_BACK, B);
    pipeline.run();
  }

  @Test
  public void unbounded_watermarkGoesOn_sameAsBounded() {
    TestStream<Lines> readings =
        TestStream.create(LinesCoder.of())
            .advanceWatermarkTo(new Instant(0))
            .addElements(block("a", 0), block("b", 3))
            .advanceWatermarkTo(minutes(4))
            .addElements(block("a", 10))
            .advanceWatermarkTo(minutes(11))
            .addElements(block("a", 12))
            .advanceWatermarkToInfinity();

    check(pipeline.apply(readings), A, A_BACK, B);
    pipeline.run();
  }

  @Test
  public void unbounded_watermarkStands_nobodyIsSilent() {
    TestStream<Lines> readings =
        TestStream.create(LinesCoder.of())
            .advanceWatermarkTo(new Instant(0))
            .addElements(block("a", 0), block("b", 4))
            .advanceProcessingTime(Duration.standardHours(1))
            .addElements(block("a", 4, 9), block("b", 9))
            .advanceWatermarkToInfinity();

    check(pipeline.apply(readings));
    pipeline.run();
  }

  private static void check(PCollection<Lines> readings, String... expected) {
    PCollection<String> found =
        readings
            .apply(SilentSensors.after(Duration.standardMinutes(5)))
            .apply(MapElements.into(TypeDescriptors.strings()).via(SilentSensorsTest::text));
    PAssert.that(found).containsInAnyOrder(expected);
  }

  private static String text(Row row) {
    return row.getValue("time")
        + " "
        + row.getString("sensor")
        + " "
        + row.getString("kind")
        + " "
        + row.getString("reason");
  }

  private static Lines block(String sensor, int... minutes) {
    Lines.Builder block = Lines.builder("test");
    for (int minute : minutes) {
      block.add(sensor + ",,x,1.0", minutes(minute).getMillis());
    }
    return block.build();
  }

  private static Instant minutes(int minutes) {
    return new Instant(0).plus(Duration.standardMinutes(minutes));
  }
}
