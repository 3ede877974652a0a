package dev.cauce.sensors;

import dev.cauce.row.CsvFields;
import dev.cauce.row.CsvOptions;
import dev.cauce.row.Lines;
import dev.cauce.row.MalformedRowException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Gathers of which sensors was heard when, for one bundle: a few numbers a sensor. */
final class HeardFn extends DoFn<Lines, KV<Integer, byte[]>> {
  private final long silence;

  private transient @Nullable Attendance heard;
  private transient Instant least = GlobalWindow.INSTANCE.maxTimestamp();

  HeardFn(long silence) {
    this.silence = silence;
  }

  @StartBundle
  public void start() {
    heard = new Attendance(silence);
    least = GlobalWindow.INSTANCE.maxTimestamp();
  }

  @ProcessElement
  public void process(@Element Lines lines, @Timestamp Instant time) throws MalformedRowException {
    Attendance present = present();
    least = time.isBefore(least) ? time : least;
    for (int i = 0; i < lines.size(); i++) {
      CsvFields fields = new CsvFields(lines.line(i), CsvOptions.DEFAULT);
      fields.next(); // our own rows: the sensor comes first
      present.heard(fields.text(), 1000 * lines.millis(i));
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    if (!present().isEmpty()) {
      context.output(KV.of(0, present().write()), least, GlobalWindow.INSTANCE);
    }
    heard = null;
  }

  private Attendance present() {
    Attendance present = heard;
    if (present == null) {
      throw new IllegalStateException("no bundle");
    }
    return present;
  }
}
