package dev.cauce.fraud;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What speaks for fraud, in standard deviations of what is usual, and the figures behind it.
 *
 * @param ofCard how far the amount is above the card's habit
 * @param ofAll how far it is above what everybody pays
 * @param ofCount how far the number of the card's payments in a stretch of time is above its habit
 * @param ofSum the same for what they amount to in 24 hours
 * @param ofNewPlace how surprising it is that the card was never seen at the place, in nats
 * @param ofPlace how far the latest payments at the place are above the habits of their cards
 * @param expected the amount that was expected of the card
 * @param trust how much is known of payments at all, 0..1
 * @param counts payments of the card within 1 h, 24 h and 7 d, this one included
 * @param sums what they amount to
 */
record Evidence(
    double ofCard,
    double ofAll,
    double ofCount,
    double ofSum,
    double ofNewPlace,
    double ofPlace,
    double expected,
    double trust,
    int[] counts,
    double[] sums) {
  static final Evidence NONE =
      new Evidence(0, 0, 0, 0, 0, 0, 0, 0, new int[Velocity.SPANS], new double[Velocity.SPANS]);

  /** What is unusual for everybody is worth a little more: nobody's habit explains it. */
  private static final double ALL = 1.25;

  /** Counts and sums have heavier tails than what they are measured by. */
  private static final double RATE = 0.75;

  /** What only makes other evidence weigh more. */
  private static final double SIDE = 0.25;

  private static final double MOST_NEW = 3;
  private static final double LEAST_PLACE = 2;

  /** The statistic that is an alert by default: four standard deviations. */
  private static final double CRITICAL = 4;

  private static final double SAID = 1;
  private static final double NEW = 0.5;

  /** This, and how far the latest payments at the place are above the habits of their cards. */
  Evidence at(double place) {
    return new Evidence(
        ofCard, ofAll, ofCount, ofSum, ofNewPlace, place, expected, trust, counts, sums);
  }

  /** 0..1; 0.5 is an alert by default. */
  double score() {
    double main = Math.max(Math.max(ofCard, ALL * ofAll), Math.max(RATE * ofCount, RATE * ofSum));
    double side = SIDE * Math.min(ofNewPlace, MOST_NEW) + SIDE * Math.max(0, ofPlace - LEAST_PLACE);
    double statistic = trust * Math.max(0, Math.max(0, main) + side);
    return Double.isInfinite(statistic) ? 1 : statistic / (statistic + CRITICAL);
  }

  /** What the score is made of, the weightiest first; empty if nothing is unusual. */
  String reasons(double amount) {
    List<Map.Entry<String, Double>> all = new ArrayList<>();
    all.add(Map.entry(text("amount %.2f, expected %.2f of this card", amount, expected), ofCard));
    all.add(Map.entry(text("amount %.2f is high for anybody", amount), ALL * ofAll));
    all.add(
        Map.entry(
            text("%d payments in 1 h, %d in 24 h, %d in 7 d", counts[0], counts[1], counts[2]),
            RATE * ofCount));
    all.add(Map.entry(text("%.2f in 24 h", sums[1]), RATE * ofSum));
    if (ofNewPlace >= NEW) {
      all.add(Map.entry("new place for this card", Math.max(SAID, ofNewPlace)));
    }
    all.add(Map.entry("payments above habit at this place lately", ofPlace - LEAST_PLACE));
    return all.stream()
        .filter(reason -> reason.getValue() >= SAID)
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(reason -> reason.getKey() + text(" (%.1f)", Math.min(reason.getValue(), 999)))
        .collect(Collectors.joining("; "));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  void write(DataOutputStream out) throws IOException {
    for (double value :
        new double[] {ofCard, ofAll, ofCount, ofSum, ofNewPlace, ofPlace, expected, trust}) {
      out.writeDouble(value);
    }
    for (int i = 0; i < Velocity.SPANS; i++) {
      out.writeInt(counts[i]);
      out.writeDouble(sums[i]);
    }
  }

  static Evidence read(DataInputStream in) throws IOException {
    double[] v = new double[8];
    for (int i = 0; i < v.length; i++) {
      v[i] = in.readDouble();
    }
    int[] counts = new int[Velocity.SPANS];
    double[] sums = new double[Velocity.SPANS];
    for (int i = 0; i < Velocity.SPANS; i++) {
      counts[i] = in.readInt();
      sums[i] = in.readDouble();
    }
    return new Evidence(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], counts, sums);
  }
}
