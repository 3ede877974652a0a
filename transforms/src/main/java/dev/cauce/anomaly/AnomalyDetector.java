package dev.cauce.anomaly;

import java.io.Serializable;
import org.apache.beam.sdk.coders.Coder;

/**
 * Judges the readings of one series, one after the other. The detector itself is its settings and
 * never changes; what it learns is in a state of its own for each series. Found by name through
 * {@link DetectorFactory}.
 *
 * <p><b>One scale for all</b>: a score of {@link Sensitivity#MEDIUM 0.5} is where the detector, as
 * it is shipped, calls a reading an anomaly. A detector with a published statistic {@code r} and a
 * customary cut-off {@code c} gives {@link #scale r / (r + c)}, so scores of different detectors
 * can be compared and put together.
 *
 * <p><b>Contract</b>, checked by {@code AnomalyDetectorContractTest}: the score depends on the
 * readings so far alone; the same readings give the same scores; a state that went through its
 * coder goes on as if it had not; any finite value gets a score from 0 to 1.
 *
 * @param <S> what is known of one series; changed in place
 */
public interface AnomalyDetector<S> extends Serializable {
  /** How a user would ask for it: its name, and the options that are not the default. */
  String name();

  /** The version of its model: scores of two versions are not to be compared. */
  int version();

  /** How many values a reading has; 0 for any number, which must stay the same within a series. */
  default int values() {
    return 1;
  }

  /** A series of which nothing was seen. */
  S start();

  /**
   * Judges a reading, then learns it.
   *
   * @param micros when it was taken, in microseconds since the epoch; never before the reading
   *     before, but it may be at the same time, or long after it
   * @param values finite numbers; not kept
   * @return from 0 (as ever) to 1
   */
  double score(S state, long micros, double[] values);

  /**
   * What the last reading's score was made of. Called directly after {@link #score}, and only if
   * somebody wants to know.
   */
  Finding finding(S state);

  /**
   * Writes a state down: compactly, the version of the format first.
   *
   * @see StateCoder
   */
  Coder<S> coder();

  /**
   * A statistic on the scale of scores: 0.5 where it is {@code cutOff}.
   *
   * @param statistic not negative; infinity is 1
   * @param cutOff above 0
   */
  static double scale(double statistic, double cutOff) {
    if (!(statistic > 0)) {
      return 0;
    }
    double scaled = statistic / cutOff;
    return scaled == Double.POSITIVE_INFINITY ? 1 : scaled / (scaled + 1);
  }
}
