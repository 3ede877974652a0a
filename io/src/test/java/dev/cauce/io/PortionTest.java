package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.Test;

public class PortionTest {
  @Test
  public void of_rowsThatCannotBeDealtEvenly_firstSplitsTakeOneMore() {
    assertThat(share(7, 0, 3), is(3L));
    assertThat(share(7, 1, 3), is(2L));
    assertThat(share(7, 2, 3), is(2L));
    assertThat(share(2, 2, 3), is(0L));
    assertThat(share(0, 2, 3), is(Long.MAX_VALUE));
  }

  @Test
  public void of_otherRun_endless() {
    Portion portion = Portion.of(PipelineOptionsFactory.create(), "source", 0, 1);
    assertThat(portion.isAvailableNow(), is(false));
    portion.take(1L << 40);
    assertThat(portion.left(), is(Long.MAX_VALUE));
    assertThat(portion.isUsedUp(), is(false));
    assertThat(portion.key("id"), is("id"));
  }

  @Test
  public void take_asManyAsThereAre_isUsedUp() {
    Portion portion = NowRun.start(5).portion();
    portion.take(4);
    assertThat(portion.isUsedUp(), is(false));
    assertThat(portion.block(), is(1));
    portion.take(1);
    assertThat(portion.isUsedUp(), is(true));
  }

  @Test
  public void report_lastRowsTimeNotTold_isNotAtItsEnd() throws IOException {
    NowRun run = NowRun.start();
    Portion portion = run.portion();
    assertThat(isAtEnd(run, portion, true), is(false));
    assertThat("nobody has asked", isAtEnd(run, portion, false), is(false));
    portion.asked(false);
    assertThat("asked, but not told", isAtEnd(run, portion, false), is(false));
    portion.asked(true);
    assertThat(isAtEnd(run, portion, false), is(true));
    assertThat("one more row", isAtEnd(run, portion, true), is(false));
    assertThat(isAtEnd(run, portion, false), is(false));
  }

  private static boolean isAtEnd(NowRun run, Portion portion, boolean more) throws IOException {
    run.count(() -> portion.report(more));
    return run.isAtEnd(1);
  }

  @Test
  public void key_twoRuns_differ() {
    NowRun run = NowRun.start();
    assertThat(run.portion().key("id"), is(run.portion().key("id")));
    assertThat(run.portion().key("id"), not(NowRun.start().portion().key("id")));
  }

  private static long share(long rows, int split, int splits) {
    return Portion.of(NowRun.start(rows).options(), "source", split, splits).left();
  }
}
