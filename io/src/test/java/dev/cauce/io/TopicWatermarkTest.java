package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.util.Map;
import org.junit.Test;

public class TopicWatermarkTest {
  private static final long NEVER = -1_000_000;
  private static final long LIMIT = 60_000;

  private long now = 1_000_000;
  private final TopicWatermark watermark =
      new TopicWatermark("t", Map.of(0, NEVER, 1, NEVER), NEVER, LIMIT, () -> now);

  @Test
  public void current_oneSilentPartition_holdsTheOthersUp() {
    watermark.seen(0, 500);
    assertThat(watermark.current(), is(NEVER));
    watermark.seen(1, 300);
    assertThat(watermark.current(), is(300L));
  }

  @Test
  public void current_olderRow_doesNotGoBack() {
    watermark.seen(0, 500);
    watermark.seen(1, 400);
    watermark.seen(0, 100);
    watermark.seen(1, 100);
    assertThat(watermark.current(), is(400L));
  }

  @Test
  public void silent_afterTheLimit_areThoseWithoutNews() {
    now += LIMIT - 1;
    assertThat(watermark.silent(now), empty());
    now += 1;
    watermark.seen(0, 500);
    assertThat(watermark.silent(now), contains(1));
    assertThat(watermark.silent(now - 1), empty());
  }

  @Test
  public void current_silentPartitionAtItsEnd_followsTheOther() {
    watermark.seen(0, 500);
    now += LIMIT;
    watermark.seen(0, 700);
    watermark.ended(1, now);
    assertThat(watermark.current(), is(700L));
    watermark.seen(0, 900);
    assertThat(watermark.current(), is(900L));
  }

  @Test
  public void current_silentPartitionIsBack_countsAgainAndDoesNotGoBack() {
    watermark.seen(0, 700);
    now += LIMIT;
    watermark.seen(0, 900);
    watermark.ended(1, now);
    assertThat(watermark.current(), is(900L));
    watermark.seen(1, 600);
    watermark.seen(0, 1000);
    assertThat(watermark.current(), is(900L));
    watermark.seen(1, 950);
    assertThat(watermark.current(), is(950L));
  }

  @Test
  public void current_allSilent_followsTheClockAsFarAsTheEndsAreKnown() {
    now += LIMIT;
    watermark.ended(0, now);
    watermark.ended(1, now);
    assertThat(watermark.current(), is(1_000_000L));
    now += 10_000; // nothing was heard of the brokers: there may be rows by now
    assertThat(watermark.current(), is(1_000_000L));
    watermark.ended(0, now);
    watermark.ended(1, now);
    assertThat(watermark.current(), is(1_010_000L));
  }
}
