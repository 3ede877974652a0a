package dev.cauce.fraud;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;

/** A payment and what is known of it so far. Fields are filled step by step. */
final class Payment {
  /** By time; then by what they are, so that the order does not hang on how they came. */
  static final Comparator<Payment> ORDER =
      Comparator.comparingLong((Payment p) -> p.micros)
          .thenComparing(p -> p.id)
          .thenComparing(p -> p.card)
          .thenComparing(p -> p.place)
          .thenComparingDouble(p -> p.amount);

  final String id;
  final String card;
  final String place;
  final long micros;
  final double amount;

  /** What speaks for fraud, by the card. */
  Evidence evidence = Evidence.NONE;

  /**
   * @param id empty if it has none
   * @param place empty if it is not known
   * @param micros when it was, in microseconds since the epoch
   */
  Payment(String id, String card, String place, long micros, double amount) {
    this.id = id;
    this.card = card;
    this.place = place;
    this.micros = micros;
    this.amount = amount;
  }

  /** When it was, in milliseconds since the epoch. */
  long millis() {
    return Math.floorDiv(micros, 1000);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeUTF(id);
    out.writeUTF(card);
    out.writeUTF(place);
    out.writeLong(micros);
    out.writeDouble(amount);
    evidence.write(out);
  }

  static Payment read(DataInputStream in) throws IOException {
    Payment payment =
        new Payment(in.readUTF(), in.readUTF(), in.readUTF(), in.readLong(), in.readDouble());
    payment.evidence = Evidence.read(in);
    return payment;
  }
}
