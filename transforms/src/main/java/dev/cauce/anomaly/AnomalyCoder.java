package dev.cauce.anomaly;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.jspecify.annotations.Nullable;

/** Writes an {@link Anomaly}; the first byte is the version of the format. */
final class AnomalyCoder extends CustomCoder<Anomaly> {
  private static final AnomalyCoder INSTANCE = new AnomalyCoder();
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
  private static final int VERSION = 1;
  private static final int ALERT = 1;
  private static final int SUPPRESSED = 2;
  private static final int WARMING_UP = 4;

  private AnomalyCoder() {}

  static AnomalyCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Anomaly anomaly, OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeByte(VERSION);
    out.writeByte(
        (anomaly.alert() ? ALERT : 0)
            | (anomaly.suppressed() ? SUPPRESSED : 0)
            | (anomaly.warmingUp() ? WARMING_UP : 0));
    TEXT.encode(anomaly.series(), out);
    out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, anomaly.time()));
    out.writeDouble(anomaly.value());
    out.writeDouble(anomaly.score());
    write(anomaly.expected(), out);
    write(anomaly.lower(), out);
    write(anomaly.upper(), out);
    TEXT.encode(anomaly.direction(), out);
    String severity = anomaly.severity();
    TEXT.encode(severity == null ? "" : severity, out);
    TEXT.encode(anomaly.reason(), out);
    TEXT.encode(anomaly.detector(), out);
  }

  private static void write(@Nullable Double value, DataOutputStream out) throws IOException {
    out.writeDouble(value == null ? Double.NaN : value);
  }

  private static @Nullable Double read(DataInputStream in) throws IOException {
    double value = in.readDouble();
    return Double.isNaN(value) ? null : value;
  }

  @Override
  public Anomaly decode(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("An anomaly has the format " + version + ", known is " + VERSION);
    }
    int flags = in.readByte();
    String series = TEXT.decode(in);
    Instant time = Instant.EPOCH.plus(in.readLong(), ChronoUnit.MICROS);
    double value = in.readDouble();
    double score = in.readDouble();
    Double expected = read(in);
    Double lower = read(in);
    Double upper = read(in);
    String direction = TEXT.decode(in);
    String severity = TEXT.decode(in);
    return new Anomaly(
        series,
        time,
        value,
        score,
        expected,
        lower,
        upper,
        direction,
        severity.isEmpty() ? null : severity,
        (flags & ALERT) != 0,
        (flags & SUPPRESSED) != 0,
        (flags & WARMING_UP) != 0,
        TEXT.decode(in),
        TEXT.decode(in));
  }

  @Override
  public void verifyDeterministic() {}
}
