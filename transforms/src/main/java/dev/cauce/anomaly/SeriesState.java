package dev.cauce.anomaly;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.beam.sdk.coders.Coder;
import org.jspecify.annotations.Nullable;

/** All that is kept of one series: what its detector learned, and its open incident. */
final class SeriesState<S> {
  final S model;

  /** The time of the last reading that was judged, in microseconds. */
  long last = Long.MIN_VALUE;

  /** How many changes of its incident there were, so that they can be put in order. */
  long changes;

  @Nullable Incident incident;

  SeriesState(S model) {
    this.model = model;
  }

  /** Writes it as one value. */
  static final class SeriesCoder<S> extends StateCoder<SeriesState<S>> {
    private static final int VERSION = 1;

    private final Coder<S> models;

    SeriesCoder(AnomalyDetector<S> detector) {
      super(detector.name(), VERSION);
      this.models = detector.coder();
    }

    @Override
    protected void write(SeriesState<S> state, DataOutputStream out) throws IOException {
      out.writeLong(state.last);
      out.writeLong(state.changes);
      Incident incident = state.incident;
      out.writeBoolean(incident != null);
      if (incident != null) {
        incident.write(out);
      }
      models.encode(state.model, out);
    }

    @Override
    protected SeriesState<S> read(DataInputStream in) throws IOException {
      long last = in.readLong();
      long changes = in.readLong();
      Incident incident = in.readBoolean() ? Incident.read(in) : null;
      SeriesState<S> state = new SeriesState<>(models.decode(in));
      state.last = last;
      state.changes = changes;
      state.incident = incident;
      return state;
    }
  }
}
