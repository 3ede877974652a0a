package dev.cauce.sensors;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cauce.row.CsvOptions;
import dev.cauce.row.DeadLetter;
import dev.cauce.row.Lines;
import dev.cauce.row.RowFormat;
import dev.cauce.row.Schemas;
import dev.cauce.table.DeadLetters;
import java.time.Instant;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.jspecify.annotations.Nullable;

/**
 * Makes clean readings of the rows of wide files: a row of {@link #FORMAT} for each sensor that was
 * read.
 *
 * <p><b>In</b>: blocks of rows in UTF-8, each with its event time, bounded or unbounded.
 * <b>Out</b>: blocks of rows of the columns {@code sensor}, {@code unit}, {@code time} (the row's
 * event time, to the millisecond) and {@code value}, in the order of the input, with its event
 * times.
 *
 * <p>An empty field is no reading. A value that means that there is no sensor, that its unit cannot
 * have, or that is no number, is a dead letter with the reason, and its row is the reading alone: a
 * row of the same columns, with nothing but the time and this value. They are counted as {@code
 * numReadingsSentinel}, {@code numReadingsOutOfRange} and {@code numReadingsUnreadable}, the others
 * as {@code numReadings}. A row with too few or too many fields is a dead letter as a whole.
 *
 * <p>Keeps no state.
 */
public final class CleanReadings extends PTransform<PCollection<Lines>, PCollection<Lines>> {
  /** The columns of what comes out. */
  public static final Schema SCHEMA =
      Schema.builder()
          .addStringField("sensor")
          .addNullableField("unit", Schema.FieldType.STRING)
          .addField("time", Schemas.TIMESTAMP)
          .addDoubleField("value")
          .build();

  /** The form of what comes out. */
  public static final RowFormat FORMAT = RowFormat.csv(SCHEMA, CsvOptions.DEFAULT);

  private final WideFormat format;
  private final @Nullable DeadLetters letters;

  private CleanReadings(WideFormat format, @Nullable DeadLetters letters) {
    this.format = format;
    this.letters = letters;
  }

  /** The readings in files of the form {@code format}. */
  public static CleanReadings of(WideFormat format) {
    return new CleanReadings(format, null);
  }

  /** Where goes what is no reading; null: the first one fails the pipeline. */
  public CleanReadings withDeadLetters(@Nullable DeadLetters deadLetters) {
    return new CleanReadings(format, deadLetters);
  }

  @Override
  public PCollection<Lines> expand(PCollection<Lines> input) {
    TupleTag<Lines> readingsTag = new TupleTag<>("readings");
    TupleTag<DeadLetter> deadTag = new TupleTag<>("dead letters");
    PCollectionTuple out =
        input.apply(
            "Clean",
            ParDo.of(new CleanFn(format, letters != null, readingsTag, deadTag))
                .withOutputTags(
                    readingsTag,
                    letters == null ? TupleTagList.empty() : TupleTagList.of(deadTag)));
    if (letters != null) {
      letters.add(out.get(deadTag).setCoder(DeadLetter.DeadLetterCoder.of()));
    }
    return out.get(readingsTag);
  }

  private static final class CleanFn extends DoFn<Lines, Lines> {
    private final Counter readings = Metrics.counter("cauce", "numReadings");
    private final Counter sentinels = Metrics.counter("cauce", "numReadingsSentinel");
    private final Counter outOfRange = Metrics.counter("cauce", "numReadingsOutOfRange");
    private final Counter unreadable = Metrics.counter("cauce", "numReadingsUnreadable");

    private final WideFormat format;
    private final boolean hasDeadLetters;
    private final TupleTag<Lines> readingsTag;
    private final TupleTag<DeadLetter> deadTag;

    CleanFn(
        WideFormat format,
        boolean hasDeadLetters,
        TupleTag<Lines> readingsTag,
        TupleTag<DeadLetter> deadTag) {
      this.format = format;
      this.hasDeadLetters = hasDeadLetters;
      this.readingsTag = readingsTag;
      this.deadTag = deadTag;
    }

    @ProcessElement
    public void process(@Element Lines lines, MultiOutputReceiver out) {
      WideReadings wide = new WideReadings(format);
      Lines.Builder clean = Lines.builder(lines.origin());
      for (int i = 0; i < lines.size(); i++) {
        long millis = lines.millis(i);
        String time = Instant.ofEpochMilli(millis).toString();
        wide.read(
            lines.line(i),
            new WideReadings.Taker() {
              @Override
              public void reading(Sensor sensor, double value) {
                String row =
                    quoted(sensor.name()) + ',' + quoted(sensor.unit()) + ',' + time + ',' + value;
                byte[] bytes = row.getBytes(UTF_8);
                clean.add(bytes, 0, bytes.length, millis);
              }

              @Override
              public void unusable(Sensor.@Nullable Fault fault, String reason, String row) {
                count(fault);
                if (!hasDeadLetters) {
                  throw new IllegalArgumentException(
                      reason
                          + " (from "
                          + lines.origin()
                          + "). Give a place for readings like this, with --dead-letters.");
                }
                out.get(deadTag)
                    .output(
                        new DeadLetter(org.joda.time.Instant.now(), lines.origin(), reason, row));
              }
            });
      }
      readings.inc(clean.size());
      if (clean.size() > 0) {
        out.get(readingsTag).output(clean.build().withFollowed(lines.isFollowed()));
      }
    }

    private void count(Sensor.@Nullable Fault fault) {
      if (fault == Sensor.Fault.SENTINEL) {
        sentinels.inc();
      } else if (fault == Sensor.Fault.OUT_OF_RANGE) {
        outOfRange.inc();
      } else if (fault == Sensor.Fault.NO_NUMBER) {
        unreadable.inc();
      }
    }

    private static String quoted(String text) {
      return text.indexOf(',') < 0 && text.indexOf('"') < 0
          ? text
          : '"' + text.replace("\"", "\"\"") + '"';
    }
  }
}
