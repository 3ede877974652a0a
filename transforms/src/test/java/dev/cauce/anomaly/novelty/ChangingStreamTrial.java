package dev.cauce.anomaly.novelty;

import dev.cauce.anomaly.AnomalyDetector;
import dev.cauce.anomaly.CoolDown;
import dev.cauce.anomaly.Sensitivity;
import java.util.Locale;

/**
 * Runs the shipped detector over a {@link ChangingStream} and counts, for each rhythm, what was
 * wrong, what of it was found, and the alerts about nothing. As a program it does so over ten
 * rhythms of a million readings each, or as its arguments say: rhythms, readings a rhythm, seed.
 */
final class ChangingStreamTrial {
  /** How many readings late an alert may be. */
  private static final int LATE = 60;

  final int[] wrong;
  final int[] found;
  final int[] falseAlerts;

  ChangingStreamTrial(int rhythms, int perRhythm, long seed) {
    this(
        CoolDown.round(NoveltyDetector.standard(), Sensitivity.MEDIUM.threshold()),
        rhythms,
        perRhythm,
        seed);
  }

  <S> ChangingStreamTrial(AnomalyDetector<S> detector, int rhythms, int perRhythm, long seed) {
    wrong = new int[rhythms];
    found = new int[rhythms];
    falseAlerts = new int[rhythms];
    ChangingStream stream = new ChangingStream(seed, perRhythm);
    S state = detector.start();
    double[] reading = new double[1];
    for (int rhythm = 0; rhythm < rhythms; rhythm++) {
      int since = LATE + 1;
      boolean isFound = true;
      boolean wasWrong = false;
      for (int i = 0; i < perRhythm; i++) {
        boolean isWrong = stream.isWrong();
        if (isWrong && !wasWrong) {
          wrong[rhythm]++;
          isFound = false;
        }
        wasWrong = isWrong;
        since = isWrong ? 0 : since + 1;
        long micros = stream.micros();
        reading[0] = stream.next();
        if (detector.score(state, micros, reading) >= Sensitivity.MEDIUM.threshold()) {
          if (since > LATE) {
            falseAlerts[rhythm]++;
          } else if (!isFound) {
            isFound = true;
            found[rhythm]++;
          }
        }
      }
    }
  }

  /** The share of what was wrong that was found, of the rhythms [from, to). */
  double recall(int from, int to) {
    int all = 0;
    int hits = 0;
    for (int i = from; i < to; i++) {
      all += wrong[i];
      hits += found[i];
    }
    return (double) hits / all;
  }

  public static void main(String[] args) {
    int rhythms = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    int perRhythm = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    ChangingStreamTrial trial = new ChangingStreamTrial(rhythms, perRhythm, seed);
    for (int i = 0; i < rhythms; i++) {
      System.out.printf(
          Locale.ROOT,
          "rhythm %2d: %d of %d found (%.0f %%), %d false alerts%n",
          i + 1,
          trial.found[i],
          trial.wrong[i],
          100 * trial.recall(i, i + 1),
          trial.falseAlerts[i]);
    }
  }
}
