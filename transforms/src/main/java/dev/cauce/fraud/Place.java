package dev.cauce.fraud;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * How far the latest payments at a place were above the habits of their cards: a place where many a
 * card pays more than it used to is likely a part of the fraud. Weights halve in three days.
 */
final class Place {
  private static final double HALF_DAYS = 3;
  private static final double MOST = 5;
  private static final double LEAST_WEIGHT = 3; // payments

  private long last;
  private double weight;
  private double squares;
  private double sum;

  /** What is known before {@code payment}, in standard deviations; learns it. */
  double judge(Payment payment) {
    double decay = Math.pow(0.5, (double) (payment.micros - last) / Velocity.DAY / HALF_DAYS);
    if (weight > 0) {
      weight *= decay;
      squares *= decay * decay;
      sum *= decay;
    }
    last = payment.micros;
    double before = weight < LEAST_WEIGHT ? 0 : sum / Math.sqrt(squares);
    double above = payment.evidence.trust() * payment.evidence.ofCard();
    weight++;
    squares++;
    sum += Math.max(-MOST, Math.min(MOST, above));
    return before;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(last);
    out.writeDouble(weight);
    out.writeDouble(squares);
    out.writeDouble(sum);
  }

  static Place read(DataInputStream in) throws IOException {
    Place place = new Place();
    place.last = in.readLong();
    place.weight = in.readDouble();
    place.squares = in.readDouble();
    place.sum = in.readDouble();
    return place;
  }
}
