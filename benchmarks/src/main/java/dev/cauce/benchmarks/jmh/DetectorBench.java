package dev.cauce.benchmarks.jmh;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.Detectors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Readings a second, by detector: one series of a reading every five minutes, with a daily wave and
 * noise, after 2,000 readings.
 */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class DetectorBench {
  private static final int READINGS = 1_000;
  private static final int LEARNED = 2_000;
  private static final long APART_MICROS = 300_000_000L;
  private static final int DAY = 288;

  /** What judges. */
  @Param({
    "ewma",
    "half-space-trees",
    "iqr",
    "level-shift",
    "novelty",
    "random-cut-forest",
    "robust-z",
    "seasonal",
    "spot",
    "z-score",
    "z-score:window=0",
    "z-score+calibrate",
    "z-score+cool-down",
    "any-of(z-score;iqr)",
    "vote(z-score;iqr;ewma)"
  })
  public String detector = "z-score";

  private final double[][] readings = new double[READINGS][1];
  private @Nullable Series<?> series;

  /** Lets the detector learn the series. */
  @Setup
  public void learn() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < READINGS; i++) {
      double wave = Math.sin(2 * Math.PI * (i % DAY) / DAY);
      readings[i][0] = 20 + 5 * wave + random.nextDouble(-1, 1);
    }
    series = new Series<>(Detectors.parse(detector));
    for (int i = 0; i < LEARNED; i++) {
      series.score(readings[i % READINGS]);
    }
  }

  /** Judges and learns. */
  @Benchmark
  @OperationsPerInvocation(READINGS)
  public double score() {
    Series<?> all = series;
    double sum = 0;
    for (int i = 0; all != null && i < READINGS; i++) {
      sum += all.score(readings[i]);
    }
    return sum;
  }

  /**
   * Reads the state of a series and writes it again, which a batch of its readings costs as well.
   */
  @Benchmark
  public int state() throws IOException {
    return series == null ? 0 : series.writeAndRead();
  }

  /** A detector and what it knows of one series. */
  private static final class Series<S> {
    private final AnomalyDetector<S> detector;
    private S state;
    private long micros;

    Series(AnomalyDetector<S> detector) {
      this.detector = detector;
      this.state = detector.start();
    }

    double score(double[] values) {
      micros += APART_MICROS;
      return detector.score(state, micros, values);
    }

    int writeAndRead() throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      detector.coder().encode(state, out);
      state = detector.coder().decode(new ByteArrayInputStream(out.toByteArray()));
      return out.size();
    }
  }
}
