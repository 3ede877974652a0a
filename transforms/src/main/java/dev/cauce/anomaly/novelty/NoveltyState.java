package dev.cauce.anomaly.novelty;

import dev.cauce.anomaly.StateCoder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** What {@link NoveltyDetector} knows of one series: about 14 KB, at most 16 as it is written. */
public final class NoveltyState {
  static final int SCALES = RecentReadings.SCALES;

  /** The numbers that describe a series at each scale. */
  static final int QUANTITIES = 4;

  /** The pairs of them that are looked up. */
  static final int PAIRS = 3;

  private static final double PRIOR_RATE = 0.05;

  final RecentReadings values = new RecentReadings();
  final RecentReadings residuals = new RecentReadings();
  final SeasonalBaseline season = new SeasonalBaseline();
  final CellCounts cells = new CellCounts();
  final ValueRange range = new ValueRange();
  final Forecast forecast = new Forecast();
  final PSquare level = new PSquare(0.05, 0.5, 0.95);
  final Coordinate[] coordinates = new Coordinate[QUANTITIES * SCALES];

  long readings;

  /** How new readings are of late, smoothed over a few. */
  double smoothed;

  /** How new readings are in this series, on average over some thousands. */
  double rate = PRIOR_RATE;

  /** How much readings are beyond all before, on average over some thousands. */
  double extremes;

  // what the last reading's score was made of: asked for right after it, so not written down
  final float[] parts = new float[PAIRS * SCALES];
  double last;
  double extreme;
  double statistic;

  NoveltyState() {
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] = new Coordinate();
    }
  }

  /** Forgets half of how values are spread, and extremes of two periods ago. */
  void age() {
    range.age();
    level.age();
    forecast.age();
    for (Coordinate coordinate : coordinates) {
      coordinate.age();
    }
  }

  /** Writes states. */
  static final class StatesCoder extends StateCoder<NoveltyState> {
    private static final int VERSION = 2;

    StatesCoder() {
      super(NoveltyDetector.NAME, VERSION);
    }

    @Override
    protected void write(NoveltyState state, DataOutputStream out) throws IOException {
      out.writeLong(state.readings);
      out.writeDouble(state.smoothed);
      out.writeDouble(state.rate);
      out.writeDouble(state.extremes);
      state.values.write(out);
      state.residuals.write(out);
      state.season.write(out);
      state.cells.write(out);
      state.range.write(out);
      state.forecast.write(out);
      state.level.write(out);
      for (Coordinate coordinate : state.coordinates) {
        coordinate.write(out);
      }
    }

    @Override
    protected NoveltyState read(DataInputStream in) throws IOException {
      NoveltyState state = new NoveltyState();
      state.readings = in.readLong();
      state.smoothed = in.readDouble();
      state.rate = in.readDouble();
      state.extremes = in.readDouble();
      state.values.read(in);
      state.residuals.read(in);
      state.season.read(in);
      state.cells.read(in);
      state.range.read(in);
      state.forecast.read(in);
      state.level.read(in);
      for (Coordinate coordinate : state.coordinates) {
        coordinate.read(in);
      }
      return state;
    }
  }
}
