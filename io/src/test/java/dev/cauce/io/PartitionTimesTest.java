package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import org.junit.Test;

public class PartitionTimesTest {
  private static final long NEVER = PartitionTimes.NEVER;
  private static final long LIMIT = 60_000;

  private long now = 1_000_000;
  private final PartitionTimes.Peers peers = new PartitionTimes.Peers();
  private final PartitionTimes<Integer> times = reader("a", 0, 1);

  private PartitionTimes<Integer> reader(String name, int... partitions) {
    PartitionTimes<Integer> reader = new PartitionTimes<>(peers, name, NEVER, LIMIT, () -> now);
    for (int partition : partitions) {
      reader.add(partition, "t-" + partition, NEVER);
    }
    return reader;
  }

  @Test
  public void current_oneSilentPartition_holdsTheOthersUp() {
    times.seen(0, 500);
    assertThat(times.current(), is(NEVER));
    assertThat(times.heldBy(), is("t-1"));
    times.seen(1, 300);
    assertThat(times.current(), is(300L));
    assertThat(times.heldBy(), is("t-1"));
    times.seen(1, 800);
    assertThat(times.current(), is(500L));
    assertThat(times.heldBy(), is("t-0"));
  }

  @Test
  public void current_olderRow_doesNotGoBack() {
    times.seen(0, 500);
    times.seen(1, 400);
    times.seen(0, 100);
    times.seen(1, 100);
    assertThat(times.current(), is(400L));
  }

  @Test
  public void silent_afterTheLimit_areThoseWithoutNews() {
    now += LIMIT - 1;
    assertThat(times.silent(now), empty());
    now += 1;
    times.seen(0, Long.MIN_VALUE); // rows without a time are news, too
    assertThat(times.silent(now), contains(1));
    assertThat(times.silent(now - 1), empty());
    times.ended(1);
    assertThat(times.silent(now), empty());
  }

  @Test
  public void current_silentPartitionAtItsEnd_followsTheOther() {
    times.seen(0, 500);
    now += LIMIT;
    times.seen(0, 700);
    times.ended(1);
    assertThat(times.current(), is(700L));
    assertThat(times.heldBy(), is("t-0"));
    times.seen(0, 900);
    assertThat(times.current(), is(900L));
  }

  @Test
  public void current_silentPartitionIsBack_countsAgainAndDoesNotGoBack() {
    times.seen(0, 900);
    times.ended(1);
    assertThat(times.current(), is(900L));
    times.seen(1, 600);
    times.seen(0, 1000);
    assertThat(times.current(), is(900L));
    assertThat(times.heldBy(), is("t-1"));
    times.seen(1, 950);
    assertThat(times.current(), is(950L));
  }

  @Test
  public void current_allSilent_staysWhereTheLastOneBroughtIt() {
    times.seen(1, 700);
    times.seen(0, 500);
    times.ended(0);
    times.ended(1);
    now += 1000 * LIMIT;
    // Partition 1 would have been found silent first, and partition 0 alone would have counted.
    assertThat(times.current(), is(500L));
    assertThat(times.heldBy(), nullValue());
    times.seen(1, 800); // the pause is over: partition 0 may have something, too
    assertThat(times.current(), is(500L));
    assertThat(times.heldBy(), is("t-0"));
    assertThat(times.silent(now + LIMIT - 1), empty());
    assertThat(times.silent(now + LIMIT), contains(0, 1));
    times.ended(0);
    assertThat(times.current(), is(800L));
  }

  @Test
  public void current_allSilentFromTheStart_isNever() {
    times.ended(0);
    times.ended(1);
    now += 1000 * LIMIT;
    assertThat(times.current(), is(NEVER));
  }

  @Test
  public void current_readerWithoutNews_followsTheOtherReader() {
    PartitionTimes<Integer> other = reader("b", 2, 3);
    times.seen(0, 500);
    times.seen(1, 600);
    assertThat(times.current(), is(500L));
    assertThat(other.current(), is(NEVER));
    other.ended(2);
    assertThat(other.current(), is(NEVER)); // partition 3 counts still
    other.ended(3);
    assertThat(other.current(), is(500L));
    times.seen(0, 700);
    assertThat(other.current(), is(600L));
    other.seen(3, 550); // in time for no window that the others have closed
    times.seen(1, 900);
    assertThat(other.current(), is(600L));
    assertThat(times.current(), is(700L));
    assertThat(other.heldBy(), is("t-3"));
    other.seen(3, 650);
    assertThat(other.current(), is(650L));
  }

  @Test
  public void current_allReadersSilent_allComeToWhereTheLastOneIs() {
    PartitionTimes<Integer> other = reader("b", 2);
    times.seen(0, 500);
    times.ended(0);
    times.ended(1);
    other.ended(2);
    assertThat(other.current(), is(500L));
    assertThat(times.current(), is(500L));
  }

  @Test
  public void current_newReaderOfThePartitions_takesThePlaceOfTheOld() {
    times.seen(0, 500);
    PartitionTimes<Integer> again = reader("a", 0, 1);
    PartitionTimes<Integer> other = reader("b", 2);
    again.seen(0, 900);
    again.ended(1);
    other.ended(2);
    assertThat(other.current(), is(900L));
  }

  @Test
  public void current_partitionRemoved_holdsNothing() {
    times.seen(0, 500);
    times.remove(1);
    assertThat(times.current(), is(500L));
    times.remove(0);
    assertThat(times.current(), is(500L));
    assertThat(times.partitions(), empty());
  }
}
