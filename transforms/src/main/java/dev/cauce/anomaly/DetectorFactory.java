package dev.cauce.anomaly;

import java.util.List;

/**
 * Makes detectors of one kind. Found with {@link java.util.ServiceLoader}; see {@link Detectors}
 * for how users name them.
 */
public interface DetectorFactory {
  /** How many detectors it is made of. */
  enum Parts {
    /** It is a detector by itself. */
    NONE,
    /** It goes round one other: {@code z-score+cool-down}. */
    ONE,
    /** It puts several together: {@code any-of(z-score;iqr)}. */
    SEVERAL
  }

  /** The name users call it by: lower case letters, digits and hyphens. */
  String name();

  /** What it does and what for, in one line. */
  String summary();

  /** What it is made of. */
  default Parts parts() {
    return Parts.NONE;
  }

  /** The options it takes. */
  default List<DetectorOption> options() {
    return List.of();
  }

  /**
   * A detector with {@code options}, which are all of {@link #options}, checked.
   *
   * @param parts the detectors it is made of, as many as {@link #parts} says
   * @throws IllegalArgumentException if the options do not go together, in one line
   */
  AnomalyDetector<?> create(DetectorOptions options, List<AnomalyDetector<?>> parts);
}
