package dev.cauce.chaos;

import static java.util.Objects.requireNonNull;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Test;

/** The check of prefixes is exact. */
public class PrefixesTest {
  private final Prefixes prefixes = new Prefixes();
  private final List<String> why = new ArrayList<>();

  @Before
  public void send() {
    prefixes.add(0, List.of("a", "b"));
    prefixes.add(0, List.of("a"));
    prefixes.add(0, List.of("b"));
    prefixes.add(1, List.of("x", "x"));
    prefixes.add(1, List.of("y"));
  }

  @Test
  public void explain_prefixOfEach_itsLength() {
    assertRange(Map.of(), 0, 0, 0, 0);
    assertRange(Map.of("a", 1L, "b", 1L), 1, 1, 0, 0);
    assertRange(Map.of("a", 2L, "b", 1L, "x", 2L), 2, 2, 1, 1);
    assertRange(prefixes.counts(), 3, 3, 2, 2);
  }

  @Test
  public void explain_lineWithoutKeys_rangeOfLengths() {
    prefixes.add(1, List.of());
    assertRange(prefixes.counts(), 3, 3, 2, 3);
  }

  @Test
  public void explain_halfALine_torn() {
    assertTorn(Map.of("a", 1L), "partition 0: a=1 needs 1 lines, b=0 at most 0");
    assertTorn(Map.of("x", 1L), "partition 1: x=1 needs 1 lines, x=1 at most 0");
  }

  @Test
  public void explain_laterWithoutEarlier_torn() {
    assertTorn(Map.of("a", 1L, "b", 2L), "partition 0: b=2 needs 3 lines, a=1 at most 1");
    assertTorn(Map.of("y", 1L), "partition 1: y=1 needs 2 lines, x=0 at most 0");
  }

  @Test
  public void explain_moreThanWasSent_torn() {
    assertTorn(Map.of("a", 3L, "b", 2L), "a has 3 of 2");
    assertTorn(Map.of("z", 1L), "nobody sent z");
  }

  private void assertRange(Map<String, Long> table, int low0, int high0, int low1, int high1) {
    Prefixes.Range range =
        requireNonNull(prefixes.explain(table, why), () -> String.join(", ", why));
    assertThat(range.shortest(), equalTo(new int[] {low0, low1}));
    assertThat(range.longest(), equalTo(new int[] {high0, high1}));
  }

  private void assertTorn(Map<String, Long> table, String reason) {
    why.clear();
    assertThat(prefixes.explain(table, why), equalTo(null));
    assertThat(why, contains(reason));
  }
}
