package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class RowAllowanceTest {
  private long nanos;

  @Test
  public void rows_overOneSecond_areTheRate() {
    RowAllowance allowance = new RowAllowance(1000, () -> nanos);
    long rows = 0;
    for (int i = 0; i < 100; i++) {
      nanos += TimeUnit.MILLISECONDS.toNanos(10);
      long some = allowance.rows();
      allowance.take(some);
      rows += some;
    }
    assertThat(rows, is(1000L));
  }

  @Test
  public void rows_afterAPause_areATenthOfASecondsWorth() {
    RowAllowance allowance = new RowAllowance(1000, () -> nanos);
    nanos += TimeUnit.HOURS.toNanos(1);
    assertThat(allowance.rows(), is(100L));
  }

  @Test
  public void rows_slowRate_comeOneByOne() {
    RowAllowance allowance = new RowAllowance(2, () -> nanos);
    nanos += TimeUnit.MILLISECONDS.toNanos(499);
    assertThat(allowance.rows(), is(0L));
    nanos += TimeUnit.MILLISECONDS.toNanos(1);
    assertThat(allowance.rows(), is(1L));
  }

  @Test
  public void rows_noRate_areUnlimited() {
    RowAllowance allowance = new RowAllowance(Long.MAX_VALUE, () -> nanos);
    allowance.take(1_000_000);
    assertThat(allowance.rows(), is(Long.MAX_VALUE));
  }
}
