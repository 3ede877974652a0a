package dev.cauce.fraud;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a card's payments are like: amounts, how often, where. Judges a payment, then learns it.
 *
 * <p>The card's mean is drawn towards that of all cards, as strongly as cards differ less from each
 * other than the payments of one do (the posterior mean of a normal model with means of cards
 * around a common one; its variances are learned of everybody). So a card of which little is known
 * is judged by everybody's habit, and one that is known by its own.
 */
final class Card {
  static final int PLACES = 64;

  /** Learned are amounts up to so many standard deviations above what was expected. */
  private static final double LEARNED = 2.5;

  private static final double MOST_SQUARE = 4;

  /** A rate is known of so many days by everybody's. */
  private static final double RATE_DAYS = 2;

  private static final double NEW_PLACES = 2;

  private int payments;
  private double sum;
  private int newPlaces;
  private double firstDay;
  private Velocity velocity = new Velocity();
  private final Set<Long> places = new LinkedHashSet<>();

  /** What {@code payment} is worth; learns it. Payments come in the order of their times. */
  Evidence judge(Payment payment, Population all) {
    double amount = payment.amount;
    double day = (double) payment.micros / Velocity.DAY;
    double mean = all.mean(amount);
    double variance = all.variance(mean);
    double spread = all.spread();
    double within = spread * mean * mean;
    double between = Math.max(variance - within, 0.1 * variance);
    double prior = within / between;
    double expected = (prior * mean + sum) / (prior + payments);
    double deviation =
        Math.sqrt(
            Math.max(1e-12, spread * expected * expected + between * prior / (prior + payments)));

    if (payments == 0) {
      firstDay = day;
      all.newCard(day);
    }
    double perDay = (RATE_DAYS * all.perDay(day) + payments) / (RATE_DAYS + day - firstDay);
    velocity.add(payment.micros, amount);
    int[] counts = velocity.counts();
    double[] sums = velocity.sums();
    double newPlace = newPlace(payment.place, all);
    Evidence evidence =
        new Evidence(
            finite((amount - expected) / deviation),
            finite((amount - mean) / Math.sqrt(variance)),
            count(counts, perDay),
            counts[1] < 2 ? 0 : sum(sums[1], perDay * Velocity.days(1), expected, spread),
            newPlace,
            0,
            expected,
            all.trust(),
            counts,
            sums);
    learn(Math.max(0, Math.min(amount, expected + LEARNED * deviation)), expected, all);
    return evidence;
  }

  /** The square root of a count has a standard deviation of a half (Anscombe's transform). */
  private static double count(int[] counts, double perDay) {
    double most = 0;
    for (int i = 0; i < counts.length; i++) {
      double usual = perDay * Velocity.days(i);
      most = Math.max(most, 2 * (Math.sqrt(counts[i] + 0.375) - Math.sqrt(usual + 0.375)));
    }
    return most;
  }

  /** The sum of a random number of amounts; at least one is there, which is this one. */
  private static double sum(double sum, double usual, double expected, double spread) {
    double count = usual + 1;
    double deviation = Math.abs(expected) * Math.sqrt(count * (1 + spread));
    return deviation == 0 ? 0 : finite((sum - count * expected) / deviation);
  }

  private static double finite(double statistic) {
    return Double.isNaN(statistic) ? 0 : Math.max(-1e9, Math.min(1e9, statistic));
  }

  private double newPlace(String place, Population all) {
    if (place.isEmpty()) {
      return 0;
    }
    boolean isNew = places.add(Hashing.komihash5_0().hashCharsToLong(place));
    double usual = (NEW_PLACES * all.newPlaceRate() + newPlaces) / (NEW_PLACES + payments);
    if (payments > 0) {
      all.learnPlace(isNew);
    }
    newPlaces += isNew ? 1 : 0;
    if (!isNew) { // the latest ones are kept
      long hash = Hashing.komihash5_0().hashCharsToLong(place);
      places.remove(hash);
      places.add(hash);
    } else if (places.size() > PLACES) {
      Iterator<Long> oldest = places.iterator();
      oldest.next();
      oldest.remove();
    }
    return isNew && payments > 0 ? Math.max(0, -Math.log(usual)) : 0;
  }

  private void learn(double amount, double expected, Population all) {
    if (payments >= 2 && expected > 0) {
      double off = (amount - sum / payments) / expected;
      all.learnSpread(Math.min(off * off, MOST_SQUARE) * payments / (payments + 1), 1);
    }
    payments++;
    sum += amount;
    all.learn(amount);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(payments);
    out.writeDouble(sum);
    out.writeInt(newPlaces);
    out.writeDouble(firstDay);
    velocity.write(out);
    out.writeShort(places.size());
    for (long place : places) {
      out.writeLong(place);
    }
  }

  static Card read(DataInputStream in) throws IOException {
    Card card = new Card();
    card.payments = in.readInt();
    card.sum = in.readDouble();
    card.newPlaces = in.readInt();
    card.firstDay = in.readDouble();
    card.velocity = Velocity.read(in);
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      card.places.add(in.readLong());
    }
    return card;
  }
}
