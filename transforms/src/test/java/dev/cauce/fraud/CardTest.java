package dev.cauce.fraud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.Test;

public class CardTest {
  private static final long HOUR = Velocity.HOUR;

  @Test
  public void velocity_byEventTime_countsTheLastHourDayAndWeek() {
    Velocity velocity = new Velocity();
    velocity.add(0, 1);
    velocity.add(6 * 24 * HOUR, 2);
    velocity.add(7 * 24 * HOUR - 1, 4);
    assertThat(velocity.counts(), equalTo(new int[] {1, 2, 3}));
    velocity.add(7 * 24 * HOUR, 8); // the first one is a week ago
    assertThat(velocity.counts(), equalTo(new int[] {2, 2, 3}));
    assertThat(velocity.sums(), equalTo(new double[] {12, 12, 14}));
    velocity.add(7 * 24 * HOUR + HOUR - 1, 16);
    assertThat(velocity.counts(), equalTo(new int[] {2, 3, 4}));
    assertThat(velocity.sums(), equalTo(new double[] {24, 28, 30}));
  }

  @Test
  public void velocity_moreThanItKeeps_forgetsTheOldest() {
    Velocity velocity = new Velocity();
    for (int i = 0; i < 600; i++) {
      velocity.add(i, 1);
    }
    assertThat(velocity.counts(), equalTo(new int[] {512, 512, 512}));
  }

  @Test
  public void judge_fiveTimesTheHabit_isAnAlertWithItsReasons() {
    Population all = new Population();
    Card card = usual(all);
    Evidence usual = card.judge(payment("shop", 100, 21), all);
    assertThat(usual.score(), is(lessThan(0.3)));
    Evidence high = card.judge(payment("shop", 101, 100), all);
    assertThat(high.score(), is(greaterThan(0.5)));
    assertThat(high.expected(), is(closeTo(20, 1.5)));
    assertThat(high.reasons(100), containsString("amount 100.00, expected 2"));
    // It is learned only in part: the habit stays.
    assertThat(card.judge(payment("shop", 102, 20), all).expected(), is(lessThan(23.0)));
  }

  @Test
  public void judge_manyPaymentsInAnHour_speakForFraudMoreAndMore() {
    Population all = new Population();
    Card card = usual(all);
    double before = 0;
    for (int i = 0; i < 12; i++) {
      Evidence evidence = card.judge(payment("shop", 100 + i / 100.0, 20), all);
      assertThat(evidence.counts()[0], is(i + 1));
      assertThat(evidence.ofCount(), is(greaterThan(before)));
      before = evidence.ofCount();
    }
    assertThat(before, is(greaterThan(4.0)));
  }

  @Test
  public void judge_newPlace_surprisesOnlyOfACardOfFewPlaces() {
    Population all = new Population();
    Card settled = usual(all);
    Card roving = new Card();
    for (int i = 0; i < 30; i++) {
      roving.judge(payment("shop " + i, 3 * i, 20), all);
    }
    assertThat(settled.judge(payment("shop", 100, 20), all).ofNewPlace(), is(0.0));
    assertThat(settled.judge(payment("elsewhere", 101, 20), all).ofNewPlace(), greaterThan(1.0));
    assertThat(settled.judge(payment("elsewhere", 102, 20), all).ofNewPlace(), is(0.0));
    assertThat(roving.judge(payment("elsewhere", 101, 20), all).ofNewPlace(), lessThan(0.2));
    assertThat(new Card().judge(payment("elsewhere", 101, 20), all).ofNewPlace(), is(0.0));
  }

  @Test
  public void place_whereCardsPaidMoreThanTheirHabit_raisesTheNextScore() {
    Place place = new Place();
    double before = 0;
    for (int i = 0; i < 8; i++) {
      Payment payment = payment("shop", i, 100);
      payment.evidence = evidence(2.5);
      before = place.judge(payment);
    }
    assertThat(before, is(greaterThan(5.0)));
    Payment next = payment("shop", 9, 100);
    next.evidence = evidence(2.5);
    double alone = next.evidence.score();
    assertThat(next.evidence.at(place.judge(next)).score(), is(greaterThan(alone)));
    Payment late = payment("shop", 24 * 60, 100); // two months later
    late.evidence = evidence(0);
    assertThat(place.judge(late), is(0.0));
  }

  @Test
  public void judge_anything_scoresBetweenNothingAndOne() {
    long seed = Long.getLong("cauce.seed", System.nanoTime());
    Random random = new Random(seed);
    double[] odd = {0, -5, 1e15, -1e15, 1e-12, 20, 20, 20};
    Population all = new Population();
    Card card = new Card();
    double hour = 0;
    for (int i = 0; i < 2000; i++) {
      hour += random.nextInt(4) == 0 ? 0 : random.nextDouble();
      double amount = odd[random.nextInt(odd.length)];
      Evidence evidence = card.judge(payment("s" + random.nextInt(99), hour, amount), all);
      String what = "seed " + seed + ", payment " + i;
      assertThat(what, evidence.score(), is(greaterThanOrEqualTo(0.0)));
      assertThat(what, evidence.score(), is(lessThanOrEqualTo(1.0)));
    }
  }

  @Test
  public void state_writtenAndRead_goesOnAsItWas() throws IOException {
    Population all = new Population();
    Card card = usual(all);
    for (int i = 0; i < 100; i++) {
      card.judge(payment("shop " + i, 100 + i, 20 + i), all);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    card.write(out);
    all.write(out);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    Card again = Card.read(in);
    Population allAgain = Population.read(in);
    for (int i = 0; i < 30; i++) {
      Evidence one = card.judge(payment("shop " + 3 * i, 201 + i, 7 * i), all);
      Evidence other = again.judge(payment("shop " + 3 * i, 201 + i, 7 * i), allAgain);
      assertThat(text(other), equalTo(text(one)));
    }
    Payment payment = payment("shop", 300, 500);
    payment.evidence = card.judge(payment, all).at(3);
    Payment read = Block.read(Block.write(List.of(payment))).get(0);
    assertThat(text(read.evidence), equalTo(text(payment.evidence)));
    assertThat(Payment.ORDER.compare(read, payment), is(0));
  }

  private static String text(Evidence evidence) {
    List<Object> all =
        new ArrayList<>(List.of(evidence.score(), evidence.expected(), evidence.reasons(1)));
    for (int i = 0; i < Velocity.SPANS; i++) {
      all.add(evidence.counts()[i]);
      all.add(evidence.sums()[i]);
    }
    return all.toString();
  }

  private static Evidence evidence(double ofCard) {
    return new Evidence(ofCard, 0, 0, 0, 0, 0, 10, 1, new int[3], new double[3]);
  }

  /** A card of some thirty payments of about 20, among others of other habits. */
  private static Card usual(Population all) {
    Random random = new Random(1);
    List<Card> others = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      others.add(new Card());
    }
    Card card = new Card();
    for (int i = 0; i < 33; i++) {
      for (int other = 0; other < others.size(); other++) {
        double amount = (10 + 5 * other) * (1 + 0.4 * random.nextGaussian());
        others.get(other).judge(payment("shop " + (i + other) % 5, 3 * i, amount), all);
      }
      card.judge(payment("shop", 3 * i, 20 * (1 + 0.1 * random.nextGaussian())), all);
    }
    return card;
  }

  private static Payment payment(String place, double hour, double amount) {
    return new Payment("", "card", place, (long) (hour * HOUR), amount);
  }
}
