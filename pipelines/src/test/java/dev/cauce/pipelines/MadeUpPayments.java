package dev.cauce.pipelines;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Makes up {@code examples/fraud/payments.csv}: 120 cards, six days. A card has a usual amount, a
 * number of payments a day, and a handful of merchants. From the fourth day on six of them are
 * stolen: within some hours there are four payments of four to eight times the usual amount at
 * merchants that the card was never seen at. Nobody's data is in it.
 */
public final class MadeUpPayments {
  private static final int CARDS = 120;
  private static final int DAYS = 6;
  private static final int MERCHANTS = 60;
  private static final long START = Instant.parse("2024-03-04T00:00:00Z").getEpochSecond();
  private static final int DAY = 86_400;

  private record Payment(long second, String card, String merchant, double amount, boolean fraud) {}

  private final Random random = new Random(20240304);
  private final List<Payment> payments = new ArrayList<>();

  private MadeUpPayments() {}

  /** The lines of the file, header first. */
  static List<String> lines() {
    MadeUpPayments made = new MadeUpPayments();
    for (int card = 0; card < CARDS; card++) {
      made.card(card);
    }
    made.payments.sort(Comparator.comparingLong(Payment::second).thenComparing(Payment::card));
    List<String> lines = new ArrayList<>(List.of("time,id,card,merchant,amount,fraud"));
    for (Payment payment : made.payments) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s,p%04d,%s,%s,%.2f,%d",
              Instant.ofEpochSecond(payment.second),
              lines.size(),
              payment.card,
              payment.merchant,
              payment.amount,
              payment.fraud ? 1 : 0));
    }
    return lines;
  }

  private void card(int number) {
    String card = String.format(Locale.ROOT, "card-%03d", number);
    double usual = 8 + 60 * random.nextDouble();
    double aDay = 0.5 + 2.5 * random.nextDouble();
    int[] merchants = random.ints(6, 0, MERCHANTS).toArray();
    for (int day = 0; day < DAYS; day++) {
      for (double left = aDay; random.nextDouble() < left; left--) {
        add(day, 7 + 14 * random.nextDouble(), card, merchants[random.nextInt(6)], amount(usual));
      }
    }
    if (number % 20 == 7) {
      int day = 3 + random.nextInt(DAYS - 3);
      double hour = 1 + 12 * random.nextDouble();
      for (int i = 0; i < 4; i++) {
        double amount = usual * (4 + 4 * random.nextDouble());
        int merchant = (merchants[0] + 1 + random.nextInt(MERCHANTS - 1)) % MERCHANTS;
        payments.add(payment(day, hour + i * random.nextDouble(), card, merchant, amount, true));
      }
    }
  }

  private double amount(double usual) {
    return Math.max(1, usual * (1 + 0.35 * random.nextGaussian()));
  }

  private void add(int day, double hour, String card, int merchant, double amount) {
    payments.add(payment(day, hour, card, merchant, amount, false));
  }

  private static Payment payment(
      int day, double hour, String card, int merchant, double amount, boolean fraud) {
    long second = START + (long) day * DAY + (long) (3600 * hour);
    return new Payment(
        second, card, String.format(Locale.ROOT, "shop-%02d", merchant), amount, fraud);
  }

  /** Prints the file. */
  public static void main(String[] args) {
    System.out.print(String.join("\n", lines()) + "\n");
  }
}
