package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import dev.cauce.row.Lines;
import dev.cauce.runners.RunOptions;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.Test;

public class PaceTest {
  /** Of a source that has a new row each millisecond. */
  private static long nanosOfTenBlocks(boolean asSoonAsPossible) throws Exception {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.as(RunOptions.class).setAsSoonAsPossible(asSoonAsPossible);
    RateSource source = RateSource.of(new RateTimetable(1000, Long.MAX_VALUE));
    long start = System.nanoTime();
    int blocks = 0;
    try (UnboundedReader<Lines> reader = source.createReader(options, null)) {
      while (blocks < 10) {
        if (reader.advance() && !reader.getCurrent().isFollowed()) {
          blocks++;
        }
      }
    }
    return System.nanoTime() - start;
  }

  @Test
  public void advance_asSoonAsPossible_oneBlockAHundredthOfASecond() throws Exception {
    assertThat(nanosOfTenBlocks(true), greaterThanOrEqualTo(90_000_000L));
  }

  @Test
  public void await_followedByMore_doesNotWait() {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.as(RunOptions.class).setAsSoonAsPossible(true);
    Pace pace = Pace.of(options);
    pace.handsOn(true);
    assertThat(pace.isDue(), is(true));
    pace.handsOn(false);
    assertThat(pace.isDue(), is(false));
    pace.await();
    assertThat(pace.isDue(), is(true));
  }

  @Test
  public void await_otherRun_doesNotWait() {
    Pace pace = Pace.of(PipelineOptionsFactory.create());
    pace.handsOn(false);
    assertThat(pace.isDue(), is(true));
  }

  @Test
  public void await_whereSourcesSetThePace_isNotDueBeforeTheNextTick() {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.as(RunOptions.class).setPaceMillis(3_600_000);
    Pace pace = Pace.of(options);
    assertThat(pace.await(), is(true)); // the first block
    pace.handsOn(true);
    assertThat(pace.await(), is(true));
    pace.handsOn(false);
    assertThat(pace.await(), is(false)); // which does not take an hour
  }
}
