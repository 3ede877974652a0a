package dev.cauce.peers.common;

import java.util.Locale;

/** The lines {@code sensor,milliseconds,value}. */
public final class Readings {
  private Readings() {}

  /** The sensor of {@code line}. */
  public static String sensor(String line) {
    return line.substring(0, line.indexOf(','));
  }

  /** The value of {@code line}. */
  public static double value(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(',') + 1));
  }

  /** What is said of an alert: the reading, and how many standard deviations it is off. */
  public static String alert(String line, double statistic) {
    return line + ',' + String.format(Locale.ROOT, "%.4f", statistic);
  }
}
