package dev.cauce.anomaly;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * The incident of a series is as it is now.
 *
 * @param incident null if it is over
 * @param number rises within a series
 */
record IncidentChange(String series, @Nullable Row incident, long number) {

  /** Writes it. */
  static final class ChangeCoder extends CustomCoder<IncidentChange> {
    private static final NullableCoder<Row> ROW =
        NullableCoder.of(RowCoder.of(AnomalyRows.INCIDENTS));

    static ChangeCoder of() {
      return new ChangeCoder();
    }

    @Override
    public void encode(IncidentChange change, OutputStream out) throws IOException {
      StringUtf8Coder.of().encode(change.series, out);
      VarLongCoder.of().encode(change.number, out);
      ROW.encode(change.incident, out);
    }

    @Override
    public IncidentChange decode(InputStream in) throws IOException {
      String series = StringUtf8Coder.of().decode(in);
      long number = VarLongCoder.of().decode(in);
      return new IncidentChange(series, ROW.decode(in), number);
    }

    @Override
    public void verifyDeterministic() {}
  }
}
