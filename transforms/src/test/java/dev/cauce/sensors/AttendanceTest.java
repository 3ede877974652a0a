package dev.cauce.sensors;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.Test;

public class AttendanceTest {
  private static final long FOR_EVER = Long.MAX_VALUE;

  private final Attendance attendance = new Attendance(10);
  private final List<String> events = new ArrayList<>();

  @Test
  public void advance_sensorFallsSilentAndComesBack_oneOfEach() {
    heard("a", 0, 5, 30, 35);
    advance(100);

    assertThat(
        events,
        contains("a silent at 15 since 5", "a back at 30 since 5", "a silent at 45 since 35"));
  }

  @Test
  public void advance_againAndAgain_saidOnce() {
    heard("a", 0);
    advance(10);
    assertThat(events, empty()); // a reading at 10 would do
    advance(11);
    advance(12);
    advance(500);

    assertThat(events, contains("a silent at 10 since 0"));
  }

  @Test
  public void advance_readingsExactlyTheSilenceApart_notSilent() {
    heard("a", 0, 10, 20);
    advance(30);

    assertThat(events, empty());
  }

  @Test
  public void advance_readingsAheadOfTime_waitForIt() {
    heard("a", 0, 50);
    advance(20);
    assertThat(events, contains("a silent at 10 since 0"));
    advance(49);
    assertThat(events.size(), is(1));
    advance(50);

    assertThat(events, contains("a silent at 10 since 0", "a back at 50 since 0"));
  }

  @Test
  public void advance_gapFilledInTime_noAlert() {
    heard("a", 0, 18);
    advance(9);
    heard("a", 9);
    advance(28);

    assertThat(events, empty());
  }

  @Test
  public void advance_lateReadings_changeNothing() {
    heard("a", 0, 20, 30);
    advance(30);
    heard("a", 8, 19);
    advance(31);

    assertThat(events, contains("a silent at 10 since 0", "a back at 20 since 0"));
  }

  @Test
  public void advance_silentForTooLong_forgotten() {
    heard("a", 0);
    attendance.advance(1000, 900, listener());
    assertThat(attendance.isEmpty(), is(true));
    heard("a", 2000);
    attendance.advance(2000, 900, listener());

    assertThat(events, contains("a silent at 10 since 0"));
  }

  @Test
  public void due_always_whenThereIsSomethingToSay() {
    assertThat(attendance.due(), is(Attendance.NOTHING));
    heard("a", 5, 12);
    assertThat(attendance.due(), is(5L));
    advance(5);
    assertThat(attendance.due(), is(23L));
    advance(23);
    assertThat(events, contains("a silent at 22 since 12"));
    assertThat(attendance.due(), is(Attendance.NOTHING));
    heard("a", 40);
    assertThat(attendance.due(), is(40L));
  }

  @Test
  public void advance_anyOrderInBlocksOrStepByStep_sameEvents() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Long> times = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        times.add((long) random.nextInt(600));
      }
      List<String> inOrder = inOrder(times);

      Collections.shuffle(times, random);
      Attendance together = new Attendance(10);
      for (int from = 0; from < times.size(); from += 8) {
        Attendance block = new Attendance(10);
        times.subList(from, from + 8).forEach(time -> block.heard("a", time));
        together.add(block.write());
      }
      events.clear();
      together.advance(together.greatest(), FOR_EVER, listener());
      assertThat("seed " + seed, List.copyOf(events), is(inOrder));

      events.clear();
      Attendance stepwise = new Attendance(10);
      times.forEach(time -> stepwise.heard("a", time));
      for (long due = stepwise.due(); due <= stepwise.greatest(); due = stepwise.due()) {
        stepwise.advance(due, FOR_EVER, listener());
      }
      assertThat("seed " + seed, List.copyOf(events), is(inOrder));
    }
  }

  @Test
  public void read_whatWasWritten_goesOnAsIfNothingWas() {
    heard("a", 0, 30);
    heard("b", 3);
    advance(12);
    Attendance again = Attendance.read(attendance.write(), 10);
    again.advance(40, FOR_EVER, listener());

    assertThat(again.greatest(), is(30L));
    assertThat(
        events,
        contains("a silent at 10 since 0", "a back at 30 since 0", "b silent at 13 since 3"));
  }

  /** What there is to say, by the plain definition. */
  private static List<String> inOrder(List<Long> times) {
    List<Long> sorted = new ArrayList<>(times);
    Collections.sort(sorted);
    List<String> said = new ArrayList<>();
    for (int i = 1; i < sorted.size(); i++) {
      long last = sorted.get(i - 1);
      if (sorted.get(i) - last > 10) {
        said.add("a silent at " + (last + 10) + " since " + last);
        said.add("a back at " + sorted.get(i) + " since " + last);
      }
    }
    return said;
  }

  private void heard(String sensor, long... times) {
    for (long time : times) {
      attendance.heard(sensor, time);
    }
  }

  private void advance(long time) {
    attendance.advance(time, FOR_EVER, listener());
  }

  private Attendance.Events listener() {
    return new Attendance.Events() {
      @Override
      public void silent(String sensor, long micros, long last) {
        events.add(sensor + " silent at " + micros + " since " + last);
      }

      @Override
      public void back(String sensor, long micros, long last) {
        events.add(sensor + " back at " + micros + " since " + last);
      }
    };
  }
}
