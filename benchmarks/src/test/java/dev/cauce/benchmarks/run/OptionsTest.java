package dev.cauce.benchmarks.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.util.List;
import org.junit.Test;

public final class OptionsTest {
  private static Options options(String line) {
    return new Options(List.of(line.split(" ", -1)));
  }

  private static String refused(String line) {
    return String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> options(line).sizes()).getMessage())
        .lines()
        .findFirst()
        .orElse("");
  }

  @Test
  public void options_workloadAlone_defaults() {
    Options options = options("W1");
    assertThat(options.rounds(), equalTo(3));
    assertThat(options.sizes(), equalTo(List.of(1, 8)));
    assertThat(options.keys(160_000), equalTo(List.of(160_000)));
    assertThat(options.parallelisms(), equalTo(List.of(2)));
    assertThat(options.write(), is(true));
    assertThat(options("W4").sizes(), equalTo(List.of(1)));
  }

  @Test
  public void options_smaller_notWrittenUnlessSaid() {
    assertThat(options("W1 mb=5").write(), is(false));
    assertThat(options("W1 rounds=1").write(), is(false));
    assertThat(options("W1 scaling rounds=1 keys=1e3").write(), is(true));
    assertThat(options("W1 scaling mb=5").write(), is(false));
    assertThat(options("W1 mb=5 write=yes").write(), is(true));
    assertThat(options("W1 write=no").write(), is(false));
  }

  @Test
  public void options_scaling_severalOfEach() {
    Options options = options("W1 cauce spark scaling keys=1e3,1e5 parallelism=1,2 sizes=1,2,4");
    assertThat(options.peers(), equalTo(List.of("cauce", "spark")));
    assertThat(options.keys(1), equalTo(List.of(1_000, 100_000)));
    assertThat(options.parallelisms(), equalTo(List.of(1, 2)));
    assertThat(options.sizes(), equalTo(List.of(1, 2, 4)));
  }

  @Test
  public void options_wrong_saidInOneLine() {
    assertThat(refused("W1 size=3"), equalTo("there is no option size=3."));
    assertThat(
        refused("W1 sizes=1,x"),
        equalTo("sizes=1,x is no number above 0, nor several with commas between"));
    assertThat(refused("W1 text=odd"), equalTo("text=odd is neither natural nor distinct"));
    assertThat(refused("W1 keys=1,2"), equalTo("several keys or parallelisms are for: scaling"));
    assertThat(
        refused("W9"),
        equalTo("Usage: benchmarks/run W1|W2|W3|W4|W5 [PEER ...] [scaling] [KEY=VALUE ...]"));
  }
}
