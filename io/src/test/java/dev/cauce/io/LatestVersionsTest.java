package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.Test;

public class LatestVersionsTest {
  private long now;
  private final LatestVersions versions = new LatestVersions(() -> now);

  @Test
  public void admit_olderVersionOfTheKey_isRefused() {
    assertThat(versions.admit(1, 7), is(true));
    assertThat(versions.admit(1, 6), is(false));
    assertThat(versions.admit(1, 7), is(true));
    assertThat(versions.admit(1, 8), is(true));
    assertThat(versions.admit(2, 6), is(true));
  }

  @Test
  public void admit_afterLessThanHalfAMinute_stillKnows() {
    now = 29_999;
    versions.admit(1, 7);
    now = 59_998;
    assertThat(versions.admit(1, 6), is(false));
  }

  @Test
  public void admit_afterAMinute_hasForgotten() {
    versions.admit(1, 7);
    now = 60_000;
    assertThat(versions.admit(1, 6), is(true));
  }
}
