package dev.cauce.anomaly.novelty;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;

import org.junit.Test;

public class ValueRangeTest {
  private final ValueRange range = new ValueRange();

  @Test
  public void beyond_isAShareOfTheRange() {
    assertThat(range.beyond(3), equalTo(0.0)); // nothing to be beyond of
    range.add(0);
    assertThat(range.beyond(1), equalTo(Double.POSITIVE_INFINITY));
    range.add(100);

    assertThat(range.beyond(100), equalTo(0.0));
    assertThat(range.beyond(50), equalTo(0.0));
    assertThat(range.beyond(102), closeTo(0.02, 1e-12));
    assertThat(range.beyond(-150), closeTo(1.5, 1e-12));
  }

  @Test
  public void beyond_anExtremeOfTwoPeriodsAgo_isNew() {
    range.add(0);
    range.add(100);
    range.age();
    range.add(10);
    range.add(20);
    assertThat(range.beyond(90), equalTo(0.0));

    range.age();
    assertThat(range.beyond(30), equalTo(1.0));
  }
}
