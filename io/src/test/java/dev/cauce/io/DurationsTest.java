package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.Assert.assertThrows;

import org.junit.Test;

public class DurationsTest {
  @Test
  public void parse_numberAndUnit_isThatLong() {
    check("0s", 0);
    check("500ms", 500);
    check("5s", 5_000);
    check("10 seconds", 10_000);
    check("1 second", 1_000);
    check(" 2m ", 120_000);
    check("2 Minutes", 120_000);
    check("1h", 3_600_000);
    check("7d", 604_800_000);
  }

  @Test
  public void parse_anythingElse_isRefusedInOneLine() {
    for (String text :
        new String[] {
          "", "5", "s", "-5s", "1.5s", "5x", "5s5s", "available-now", "999999999999999999d"
        }) {
      IllegalArgumentException refused =
          assertThrows(text, IllegalArgumentException.class, () -> Durations.parse(text));
      assertThat(
          refused.getMessage(),
          equalTo(
              "\"" + text + "\" is not a duration: write 500ms, 5s, 10 seconds, 2m, 1h or 7d."));
    }
  }

  private static void check(String text, long millis) {
    assertThat(text, Durations.parse(text).getMillis(), equalTo(millis));
  }
}
