package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.Test;

public class TriggerTimesTest {
  private final TriggerTimes times = new TriggerTimes(PartitionTimes.NEVER);

  @Test
  public void triggersOneAfterTheOther_eachToldAfterTheNext() {
    times.looked(true, PartitionTimes.NEVER);
    times.read(); // up to 30
    assertThat(times.told(), is(PartitionTimes.NEVER));
    assertThat(times.areToBeHeard(), is(false));
    times.looked(true, 30);
    assertThat(times.told(), is(PartitionTimes.NEVER));
    times.read(); // up to 300
    assertThat(times.told(), is(30L));
    assertThat(times.areToBeHeard(), is(true));
    times.heard();
    times.looked(true, 300);
    assertThat(times.told(), is(30L));
    times.read();
    assertThat(times.told(), is(300L));
  }

  @Test
  public void looked_noFiles_tellsAllAtOnce() {
    times.looked(true, 10);
    times.looked(false, 40);
    assertThat(times.told(), is(40L));
    assertThat(times.areToBeHeard(), is(true));
    times.heard();
    times.looked(false, 40);
    assertThat("nothing new to hear", times.areToBeHeard(), is(false));
  }

  @Test
  public void told_rowsOfEarlierTimes_neverGoesBack() {
    TriggerTimes resumed = new TriggerTimes(500);
    resumed.looked(true, 500);
    resumed.read();
    resumed.looked(false, 500);
    assertThat(resumed.told(), is(500L));
    assertThat(resumed.areToBeHeard(), is(false));
  }
}
