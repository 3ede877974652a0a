package dev.cauce.plot;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public class ExtremesTest {
  @Test
  public void add_manyInAColumn_firstLeastGreatestLastRemain() {
    Extremes curve = new Extremes(0, 100, 2);
    double[] values = {5, 6, 1, 7, 9, 3, 4};
    for (int i = 0; i < values.length; i++) {
      curve.add(i, values[i]);
    }

    assertThat(points(curve), contains("0=5.0", "2=1.0", "4=9.0", "6=4.0"));
    assertThat(curve.least(0), is(1.0));
    assertThat(curve.greatest(0), is(9.0));
  }

  @Test
  public void add_anyOrder_samePoints() {
    Extremes curve = new Extremes(0, 100, 2);
    for (int i : new int[] {4, 6, 0, 5, 2, 1, 3}) {
      curve.add(i, new double[] {5, 6, 1, 7, 9, 3, 4}[i]);
    }

    assertThat(points(curve), contains("0=5.0", "2=1.0", "4=9.0", "6=4.0"));
  }

  @Test
  public void add_oneAColumn_eachOnce() {
    Extremes curve = new Extremes(0, 100, 10);
    curve.add(0, 1);
    curve.add(50, Double.NaN);
    curve.add(60, 2);
    curve.add(100, 3);

    assertThat(points(curve), contains("0=1.0", "60=2.0", "100=3.0"));
  }

  @Test
  public void add_allAtOneTime_leastAndGreatestRemain() {
    Extremes curve = new Extremes(7, 7, 10);
    curve.add(7, 2);
    curve.add(7, 1);
    curve.add(7, 3);
    curve.add(7, 2);

    assertThat(points(curve), contains("7=2.0", "7=1.0", "7=3.0", "7=2.0"));
  }

  @Test
  public void points_none_nothing() {
    Extremes curve = new Extremes(0, 100, 10);
    curve.add(0, Double.NaN);

    assertThat(points(curve), empty());
    assertThat(curve.least(-4), is(-4.0));
    assertThat(curve.greatest(4), is(4.0));
  }

  @Test
  public void edges_manyInAColumn_widestBounds() {
    Band band = new Band(0, 100, 2);
    band.add(0, 1, 2);
    band.add(10, -1, Double.NaN);
    band.add(20, 0, 1);
    band.add(30, 1, 5);
    band.add(80, 3, 4);
    List<String> edges = new ArrayList<>();
    band.edges((micros, lower, upper) -> edges.add(micros + "=" + lower + ".." + upper));

    assertThat(edges, contains("0=0.0..5.0", "30=0.0..5.0", "80=3.0..4.0"));
  }

  private static List<String> points(Extremes curve) {
    List<String> points = new ArrayList<>();
    curve.points((micros, value) -> points.add(micros + "=" + value));
    return points;
  }
}
