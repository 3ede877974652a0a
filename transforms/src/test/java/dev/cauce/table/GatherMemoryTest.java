package dev.cauce.table;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.Test;

public class GatherMemoryTest {
  private static final long MB = 1 << 20;

  @Test
  public void limit_isAShareOfTheHeap_forAllTogether() {
    assertThat(GatherMemory.OF_BOUNDED.limit(1200 * MB, 1), is(400 * MB));
    assertThat(GatherMemory.OF_BOUNDED.limit(1200 * MB, 4), is(100 * MB));
    assertThat(GatherMemory.OF_UNBOUNDED.limit(1600 * MB, 2), is(50 * MB));
  }

  @Test
  public void limit_ofASmallHeap_isFourMegabytes() {
    assertThat(GatherMemory.OF_UNBOUNDED.limit(64 * MB, 8), is(4 * MB));
  }

  @Test
  public void limit_ofALargeHeap_isWhatOneArrayOfKeysCanHold() {
    assertThat(GatherMemory.OF_BOUNDED.limit(64 * 1024 * MB, 1), is(1536 * MB));
  }

  @Test
  public void limit_whereSourcesSetThePace_isAQuarterWhileTheHeapHasRoom() {
    assertThat(GatherMemory.OF_PACED.limit(1600 * MB, 2), is(200 * MB));
    assertThat(GatherMemory.isScarce(1600 * MB, 1200 * MB), is(false));
    assertThat(GatherMemory.isScarce(1600 * MB, 1201 * MB), is(true));
  }
}
