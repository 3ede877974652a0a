package dev.cauce.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.Test;

/** The oracle is right: it finds what is wrong, and nothing else. */
public class LedgerTest {
  private final Ledger ledger = new Ledger(7);
  private final List<String> rows =
      List.of(
          ledger.next("a"), ledger.next("a"), ledger.next("b"), ledger.next("a"), ledger.next("b"));

  @Test
  public void rows_allThereInOrder_clean() {
    assertThat(ledger.rows(rows, true), equalTo(new Verdict(5, 0, 0, 0, 0)));
  }

  @Test
  public void rows_someMissing_lost() {
    assertThat(ledger.rows(rows.subList(1, 4), true), equalTo(new Verdict(5, 2, 0, 0, 0)));
  }

  @Test
  public void rows_oneTwice_duplicated() {
    assertThat(
        ledger.rows(
            List.of(rows.get(0), rows.get(1), rows.get(2), rows.get(2), rows.get(3), rows.get(4)),
            true),
        equalTo(new Verdict(5, 0, 1, 0, 0)));
  }

  @Test
  public void rows_outOfOrder_regressed() {
    List<String> swapped = List.of(rows.get(1), rows.get(0), rows.get(2), rows.get(3), rows.get(4));
    assertThat(ledger.rows(swapped, true), equalTo(new Verdict(5, 0, 0, 1, 0)));
    assertThat(ledger.rows(swapped, false), equalTo(new Verdict(5, 0, 0, 0, 0)));
  }

  @Test
  public void rows_halfOrNeverSent_torn() {
    assertThat(
        ledger.rows(
            List.of(rows.get(0), rows.get(1), rows.get(2), rows.get(3), "b 1", "a 7 00000000"),
            true),
        equalTo(new Verdict(5, 1, 0, 0, 2)));
  }

  @Test
  public void table_countsOff_lostAndDuplicated() {
    assertThat(ledger.table(Map.of("a", 3L, "b", 2L)), equalTo(new Verdict(5, 0, 0, 0, 0)));
    assertThat(ledger.table(Map.of("a", 5L, "b", 1L)), equalTo(new Verdict(5, 1, 2, 0, 0)));
    assertThat(
        ledger.table(Map.of("a", 3L, "b", 2L, "c", 1L)), equalTo(new Verdict(5, 0, 0, 0, 1)));
  }

  @Test
  public void next_sameSeed_sameLines() {
    Ledger again = new Ledger(7);
    assertThat(again.next("a"), equalTo(rows.get(0)));
    assertThat(
        new Ledger(1).next(new Random(2), "k", 3, 4),
        equalTo(new Ledger(1).next(new Random(2), "k", 3, 4)));
  }
}
