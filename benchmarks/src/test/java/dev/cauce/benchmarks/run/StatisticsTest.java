package dev.cauce.benchmarks.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.Test;

public final class StatisticsTest {
  @Test
  public void median_oddNumber_middleOne() {
    assertThat(Statistics.median(List.of(9.0, 1.0, 4.0)), equalTo(4.0));
  }

  @Test
  public void median_evenNumber_meanOfMiddleTwo() {
    assertThat(Statistics.median(List.of(9.0, 1.0, 4.0, 5.0)), equalTo(4.5));
  }

  @Test
  public void median_none_isNoNumber() {
    assertThat(Double.isNaN(Statistics.median(List.of())), is(true));
  }

  @Test
  public void quantile_twoHundred_nearestRank() {
    List<Double> values = IntStream.rangeClosed(1, 200).mapToObj(i -> (double) (201 - i)).toList();
    assertThat(Statistics.quantile(values, 0.99), equalTo(198.0));
    assertThat(Statistics.quantile(values, 0.5), equalTo(100.0));
    assertThat(Statistics.quantile(values, 1), equalTo(200.0));
  }

  @Test
  public void quantile_one_thatOne() {
    assertThat(Statistics.quantile(List.of(7.0), 0.99), equalTo(7.0));
  }

  @Test
  public void microsPerRow_twoPoints_slopeBetweenThem() {
    assertThat(Statistics.microsPerRow(10, 1_000_000, 24, 8_000_000), equalTo(2.0));
  }
}
