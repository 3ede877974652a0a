package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.cauce.io.BatchWriter.Place;
import dev.cauce.io.Ledger.Decision;
import dev.cauce.io.Ledger.Entry;
import org.junit.Test;

public class LedgerTest {
  private static final Decision ALL_NEW = new Decision(0, false, 0, 0, 0);

  /** Writer w in run 20 wrote updates 1 to 10, which were made in run 20. */
  private static final Entry ENTRY = new Entry("w", 20, 20, 10, false);

  @Test
  public void decide_nothingWritten_allIsNew() {
    assertThat(Entry.NOTHING.decide(new Place("w", 20, 20, 1, 3)), is(ALL_NEW));
    assertThat(Entry.NOTHING.decide(new Place("", 20, 20, 1, 1)), is(ALL_NEW));
  }

  @Test
  public void decide_olderRun_isRefused() {
    assertThat(ENTRY.decide(new Place("w", 19, 19, 11, 12)).newer(), is(20L));
    assertThat(ENTRY.decide(new Place("other", 19, 19, 1, 2)).newer(), is(20L));
    assertThat(ENTRY.decide(new Place("", 19, 19, 1, 2)).newer(), is(20L));
  }

  @Test
  public void decide_otherWriter_takesOver() {
    assertThat(ENTRY.decide(new Place("other", 21, 21, 1, 2)), is(ALL_NEW));
    assertThat(ENTRY.decide(new Place("", 21, 21, 1, 1)), is(ALL_NEW));
    Entry repeating = new Entry("w", 20, 20, 10, true);
    assertThat(repeating.decide(new Place("other", 21, 21, 1, 2)), is(ALL_NEW));
  }

  @Test
  public void decide_sameRun_skipsWhatIsThere() {
    assertThat(ENTRY.decide(new Place("w", 20, 20, 11, 13)), is(ALL_NEW));
    Place repeated = new Place("w", 20, 21, 7, 10);
    assertThat(ENTRY.decide(repeated), is(new Decision(4, false, 0, 0, 0)));
    assertThat(ENTRY.decide(repeated).covers(repeated), is(true));
    Place halfNew = new Place("w", 20, 21, 9, 12);
    assertThat(ENTRY.decide(halfNew), is(new Decision(2, false, 0, 0, 0)));
    assertThat(ENTRY.decide(halfNew).covers(halfNew), is(false));
  }

  @Test
  public void decide_madeInAnEarlierRun_skipsWhatIsThere() {
    Entry later = new Entry("w", 30, 30, 10, false);
    Place kept = new Place("w", 20, 30, 6, 10);
    assertThat(later.decide(kept).covers(kept), is(true));
    Place notYet = new Place("w", 20, 30, 11, 14);
    assertThat(later.decide(notYet), is(ALL_NEW));
  }

  @Test
  public void decide_laterRunGoesOn_allIsNew() {
    assertThat(ENTRY.decide(new Place("w", 21, 21, 11, 12)), is(ALL_NEW));
  }

  @Test
  public void decide_laterRunFromOlderCheckpoint_rowsMayRepeatFromNowOn() {
    Place again = new Place("w", 21, 21, 8, 9);
    Decision decision = ENTRY.decide(again);
    assertThat(decision, is(new Decision(0, true, 3, 0, 0)));
    Entry after = ENTRY.after(again, decision);
    assertThat(after, is(new Entry("w", 21, 21, 9, true)));
    Place next = new Place("w", 21, 21, 10, 14);
    assertThat(after.decide(next), is(new Decision(0, true, 0, 0, 0)));
    Place resumed = new Place("w", 22, 22, 15, 15);
    assertThat(
        after.after(next, after.decide(next)).decide(resumed), is(new Decision(0, true, 0, 0, 0)));
  }

  @Test
  public void decide_updatesBetweenAreMissing_saysHowMany() {
    assertThat(ENTRY.decide(new Place("w", 21, 21, 14, 15)), is(new Decision(0, false, 0, 3, 0)));
  }

  @Test
  public void decide_withoutCheckpoints_eachRunCountsForItself() {
    Entry bounded = new Entry("", 20, 20, 1, false);
    Place same = new Place("", 20, 20, 1, 1);
    assertThat(bounded.decide(same).covers(same), is(true));
    assertThat(bounded.decide(new Place("", 21, 21, 1, 1)), is(ALL_NEW));
  }

  @Test
  public void after_updatesThatWereThere_remembersTheRunButNotThem() {
    Place repeated = new Place("w", 20, 25, 7, 10);
    assertThat(
        ENTRY.after(repeated, ENTRY.decide(repeated)), is(new Entry("w", 25, 20, 10, false)));
    Place fresh = new Place("w", 25, 25, 11, 19);
    assertThat(ENTRY.after(fresh, ENTRY.decide(fresh)), is(new Entry("w", 25, 25, 19, false)));
  }
}
