package dev.cauce.runners;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.util.Map;
import org.junit.Test;

public class SourcesAtEndTest {
  @Test
  public void in_allSplitsOfAllSourcesAtZero_true() {
    assertThat(
        SourcesAtEnd.in(
            Map.of(
                "behind-0000000a-0-2", 0L,
                "behind-0000000a-1-2", 0L,
                "behind-0000000b-0-1", 0L,
                "numInputRows", 17L),
            2),
        is(true));
  }

  @Test
  public void in_oneHasMore_false() {
    assertThat(
        SourcesAtEnd.in(
            Map.of(
                "behind-0000000a-0-2", 0L,
                "behind-0000000a-1-2", 1L,
                "behind-0000000b-0-1", 0L),
            2),
        is(false));
  }

  @Test
  public void in_aSplitHasNotReported_false() {
    assertThat(
        SourcesAtEnd.in(Map.of("behind-0000000a-0-2", 0L, "behind-0000000b-0-1", 0L), 2),
        is(false));
  }

  @Test
  public void in_aSourceHasNotReported_false() {
    assertThat(SourcesAtEnd.in(Map.of("behind-0000000a-0-1", 0L), 2), is(false));
    assertThat(SourcesAtEnd.in(Map.of(), 2), is(false));
  }

  @Test
  public void in_noUnboundedSource_atOnce() {
    assertThat(SourcesAtEnd.in(Map.of(), 0), is(true));
  }

  @Test
  public void figure_ofASource_itsHashAndItsSplit() {
    assertThat(SourcesAtEnd.figure("a", 3, 12), is("behind-00000061-3-12"));
    assertThat(SourcesAtEnd.figure("", 0, 1), is("behind-00000000-0-1"));
  }

  @Test
  public void figureIn_namesOfFlink_theFigureOrNull() {
    assertThat(
        SourcesAtEnd.figureIn("0.Source: Read kafka/Topic.cauce_behind-1a2b3c4d-0-2"),
        is("behind-1a2b3c4d-0-2"));
    assertThat(SourcesAtEnd.figureIn("cauce.behind-1a2b3c4d-0-2"), is("behind-1a2b3c4d-0-2"));
    assertThat(SourcesAtEnd.figureIn("0.behind-1a2b3c4d-0-2.numRecordsOut"), nullValue());
    assertThat(SourcesAtEnd.figureIn("0.numRecordsOut"), nullValue());
  }
}
