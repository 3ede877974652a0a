package dev.cauce.runners;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.transforms.Create;
import org.junit.Test;

public class SourcesAtEndTest {
  private static final SourcesAtEnd TWO = new SourcesAtEnd(2);

  @Test
  public void isReached_allSplitsOfAllSourcesAtZero_true() {
    assertThat(
        TWO.isReached(
            Map.of(
                "behind-0000000a-0-2", 0L,
                "behind-0000000a-1-2", 0L,
                "behind-0000000b-0-1", 0L,
                "numInputRows", 17L)),
        is(true));
  }

  @Test
  public void isReached_oneHasMore_false() {
    assertThat(
        TWO.isReached(
            Map.of(
                "behind-0000000a-0-2", 0L,
                "behind-0000000a-1-2", 1L,
                "behind-0000000b-0-1", 0L)),
        is(false));
  }

  @Test
  public void isReached_aSplitHasNotReported_false() {
    assertThat(
        TWO.isReached(Map.of("behind-0000000a-0-2", 0L, "behind-0000000b-0-1", 0L)), is(false));
  }

  @Test
  public void isReached_aSourceHasNotReported_false() {
    assertThat(TWO.isReached(Map.of("behind-0000000a-0-1", 0L)), is(false));
    assertThat(TWO.isReached(Map.of()), is(false));
  }

  @Test
  public void isReached_noUnboundedSource_atOnce() {
    assertThat(new SourcesAtEnd(0).isReached(Map.of()), is(true));
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

  @Test
  public void of_pipeline_countsWhatHasNoEnd() {
    Pipeline p = Pipeline.create();
    p.apply("Endless", GenerateSequence.from(0));
    p.apply("Another", GenerateSequence.from(0));
    p.apply("Bounded", GenerateSequence.from(0).to(10));
    p.apply("Made", Create.of(1, 2));
    assertThat(SourcesAtEnd.of(p).sources(), is(2));
  }
}
