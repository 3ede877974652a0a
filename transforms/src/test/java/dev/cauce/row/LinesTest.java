package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.Rule;
import org.junit.Test;

public class LinesTest {
  @Rule public final TestPipeline p = TestPipeline.create();

  @Test
  public void copyOf_someOfManyRows_asIfAddedOneByOne() {
    byte[] bytes = "abbcccx".getBytes(UTF_8);
    int[] ends = {1, 3, 6, 6, 7};
    long[] times = {5, 9, 7, 7, EventTime.NONE};

    Lines expected =
        Lines.builder("o").add("bb", 9).add("ccc", 7).add("", 7).add("x", EventTime.NONE).build();
    Lines copied = Lines.copyOf("o", bytes, ends, times, 1, 5);
    assertThat(copied, is(expected));
    assertThat(copied.least(), is(new Instant(7)));
    assertThat(copied.untimed(), is(1));
    assertThat(
        Lines.copyOf("o", bytes, ends, times, 2, 4),
        is(Lines.builder("o").add("ccc", 7).add("", 7).build()));
    assertThat(Lines.copyOf("o", bytes, ends, times, 2, 4).times(), nullValue());
    assertThat(
        Lines.copyOf("o", bytes, ends, times, 4, 5).least(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
    assertThrows(IllegalArgumentException.class, () -> Lines.copyOf("o", bytes, ends, times, 1, 1));
  }

  @Test
  public void builder_keepsRowsTimesAndLeastTime() {
    Lines lines = Lines.builder("f").add("one", 30).add("", 10).add("línea\n3", 20).build();

    assertThat(lines.size(), is(3));
    assertThat(lines.line(0), is("one"));
    assertThat(lines.line(1), is(""));
    assertThat(lines.line(2), is("línea\n3"));
    assertThat(lines.millis(0), is(30L));
    assertThat(lines.millis(1), is(10L));
    assertThat(lines.least(), is(new Instant(10)));
  }

  @Test
  public void builder_afterBuild_startsAnew() {
    Lines.Builder builder = Lines.builder("f").add("a", 1).add("b", 2);
    Lines first = builder.build();
    Lines second = builder.add("c", 9).build();

    assertThat(first, is(Lines.builder("f").add("a", 1).add("b", 2).build()));
    assertThat(second, is(Lines.of("f", new Instant(9), List.of("c"))));
  }

  @Test
  public void builder_withoutRows_isRefused() {
    assertThrows(IllegalStateException.class, () -> Lines.builder("f").build());
  }

  @Test
  public void coder_givesBackWhatItWrote() throws Exception {
    long seed = Long.getLong("cauce.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      Lines.Builder builder = Lines.builder("origin é " + i);
      long time = random.nextLong() >> 12;
      for (int row = random.nextInt(50); row >= 0; row--) {
        byte[] bytes = new byte[random.nextInt(i + 1)];
        random.nextBytes(bytes);
        builder.add(bytes, 0, bytes.length, i % 2 == 0 ? time : time + random.nextInt(1000) - 500);
      }
      Lines lines = builder.build();
      CoderProperties.coderDecodeEncodeEqual(LinesCoder.of(), lines);
      assertThat(
          "seed " + seed,
          lines.hashCode(),
          is(CoderUtils.clone(LinesCoder.of(), lines).hashCode()));
    }
  }

  @Test
  public void coder_followedOrNot_keepsIt() throws Exception {
    Lines one = Lines.of("f", new Instant(9), List.of("a"));
    Lines two = Lines.builder("f").add("a", 1).add("b", 2).build();
    for (Lines last : List.of(one, two)) {
      Lines followed = last.withFollowed(true);
      assertThat(last.isFollowed(), is(false));
      assertThat(CoderUtils.clone(LinesCoder.of(), last).isFollowed(), is(false));
      assertThat(CoderUtils.clone(LinesCoder.of(), followed).isFollowed(), is(true));
      assertThat(CoderUtils.clone(LinesCoder.of(), followed), is(followed));
      assertThat(followed.equals(last), is(false));
      assertThat(followed.withFollowed(false), is(last));
    }
  }

  @Test
  public void coder_unknownFormat_isRefused() {
    assertThrows(
        CoderException.class,
        () -> CoderUtils.decodeFromByteArray(LinesCoder.of(), new byte[] {9, 0, 0}));
  }

  @Test
  public void each_givesEveryRowItsOwnTime() {
    Lines lines = Lines.builder("f").add("b", 2).add("a", 1).add("c", 3).build();
    PAssert.that(
            p.apply(Create.timestamped(TimestampedValue.of(lines, lines.least())))
                .apply(Lines.each())
                .apply(Reify.timestamps()))
        .containsInAnyOrder(
            TimestampedValue.of("a", new Instant(1)),
            TimestampedValue.of("b", new Instant(2)),
            TimestampedValue.of("c", new Instant(3)));
    p.run();
  }

  @Test
  public void build_rowsWithoutATime_leavesThemOutOfTheTimesOfTheBlock() throws Exception {
    Lines some =
        Lines.builder("o")
            .add("a", EventTime.NONE)
            .add("b", 7)
            .add("c", 5)
            .add("d", EventTime.NONE)
            .build();
    Lines none = Lines.builder("o").add("a", EventTime.NONE).add("b", EventTime.NONE).build();
    Lines later = Lines.builder("o").add("a", 5).add("b", EventTime.NONE).build();

    assertThat(some.least(), is(new Instant(5)));
    assertThat(some.greatest(), is(7L));
    assertThat(some.untimed(), is(2));
    assertThat(none.least(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
    assertThat(none.greatest(), is(EventTime.NONE));
    assertThat(none.untimed(), is(2));
    assertThat(later.least(), is(new Instant(5)));
    for (Lines block : List.of(some, none, later)) {
      Lines copy = CoderUtils.clone(LinesCoder.of(), block);
      assertThat(copy, is(block));
      assertThat(copy.untimed(), is(block.untimed()));
      assertThat(copy.least(), is(block.least()));
    }
    assertThat(some.millis(0), is(EventTime.NONE));
    assertThat(none.millis(1), is(EventTime.NONE));
  }
}
