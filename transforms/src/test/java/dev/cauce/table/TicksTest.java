package dev.cauce.table;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.joda.time.Duration;
import org.junit.Test;

public class TicksTest {
  private static final byte[] LAST = Blocks.nothing();
  private static final byte[] PART = Blocks.asPart(Blocks.nothing());

  private static Ticks ticks(boolean onArrival, long paceMillis) {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.as(CheckpointOptions.class).setPaceMillis(paceMillis);
    Windows windows = new Windows(new GlobalWindows(), Duration.ZERO);
    Duration every = Duration.standardSeconds(1);
    return new Ticks(new Shape(OutputMode.UPDATE, every, onArrival, windows, false), options);
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  public void withoutCheckpoints_alwaysByTheClock() {
    Ticks ticks = ticks(false, 0);
    assertThat(ticks.isNow(LAST), is(false));
    assertThat(ticks.needsTimer(1, LAST, 0), is(true));
    ticks.ticked(1, 0, millis(5000));
    assertThat(ticks.isDue(1, millis(5001)), is(true));
  }

  @Test
  public void withCheckpoints_theLastBlockAndNoTimer() {
    Ticks ticks = ticks(true, 0);
    assertThat(ticks.isNow(LAST), is(true));
    assertThat(ticks.isNow(PART), is(false));
    assertThat(ticks.needsTimer(1, PART, 0), is(false));
  }

  @Test
  public void paced_whoKeepsUp_ticksAtOnce() {
    Ticks ticks = ticks(true, 1000);
    assertThat(ticks.isNow(LAST), is(true));
    ticks.ticked(1, 0, millis(600));
    ticks.ticked(2, millis(600), millis(1000));
    assertThat(ticks.isNow(LAST), is(true));
  }

  @Test
  public void paced_behind_waitsFourTimesWhatATickOfAllShardsTook() {
    Ticks ticks = ticks(true, 1000);
    assertThat(ticks.isNow(PART), is(false));
    assertThat(ticks.needsTimer(1, PART, 0), is(true));
    assertThat(ticks.isDue(1, 0), is(true)); // the first tick of a run
    ticks.ticked(1, 0, millis(300));
    ticks.ticked(2, millis(300), millis(500));
    assertThat(ticks.isDue(1, millis(2299)), is(false));
    assertThat(ticks.isDue(1, millis(2300)), is(true));
    assertThat(ticks.isDue(2, millis(2499)), is(false));
  }

  @Test
  public void paced_caughtUpWithLongTicks_waitsForTheOthersAnEighth() {
    Ticks ticks = ticks(true, 1000);
    ticks.ticked(1, 0, millis(8000));
    assertThat(ticks.isNow(LAST), is(false));
    assertThat(ticks.needsTimer(1, LAST, millis(9000)), is(true));
    assertThat(ticks.needsTimer(1, LAST, millis(9900)), is(true)); // does not put it off
    assertThat(ticks.isDue(1, millis(9999)), is(false));
    assertThat(ticks.isDue(1, millis(10000)), is(true));
    ticks.ticked(1, millis(10000), millis(10010));
    assertThat(ticks.isNow(LAST), is(true)); // ticks are short again
  }
}
