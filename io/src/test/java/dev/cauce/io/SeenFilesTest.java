package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import org.junit.Test;

public class SeenFilesTest {
  @Test
  public void bytes_anyNumberOfFiles_atMost32Each() {
    SeenFiles seen = new SeenFiles();
    for (int i = 1; i <= 300_000; i++) {
      seen.add(hash(i), i / 10);
      if (i >= 100) {
        assertThat(seen.bytes(), lessThanOrEqualTo(32L * i));
      }
    }
    assertThat(seen.snapshot().length(), lessThan(10 * 300_000));
  }

  @Test
  public void contains_afterSnapshotAndMore_eachRemembersItsOwn() {
    SeenFiles seen = new SeenFiles();
    for (int i = 0; i < 1000; i++) {
      seen.add(hash(i), -5 + i % 7); // times before 1970 and out of order
    }
    SeenFiles.Snapshot snapshot = seen.snapshot();
    for (int i = 1000; i < 3000; i++) {
      seen.add(hash(i), 2);
    }
    SeenFiles restored = SeenFiles.of(snapshot);
    assertThat(restored.count(), is(1000));
    for (int i = 0; i < 3000; i++) {
      assertThat(seen.contains(hash(i)), is(true));
      assertThat(restored.contains(hash(i)), is(i < 1000));
    }
  }

  @Test
  public void forgetBefore_manyOld_onlyTheOthersStay() {
    SeenFiles seen = new SeenFiles();
    for (int i = 0; i < 10_000; i++) {
      seen.add(hash(i), i);
    }
    seen.forgetBefore(9_000);
    assertThat(seen.count(), is(1000));
    assertThat(seen.contains(hash(8_999)), is(false));
    assertThat(seen.contains(hash(9_000)), is(true));
    assertThat(seen.bytes(), lessThanOrEqualTo(32L * 1000));
  }

  @Test
  public void forgetBefore_steadyStream_keepsAtMostAThirdMoreThanNeeded() {
    SeenFiles seen = new SeenFiles();
    for (int i = 0; i < 20_000; i++) {
      seen.add(hash(i), i);
      seen.forgetBefore(i - 999);
      assertThat(seen.count(), lessThanOrEqualTo(1335));
      assertThat(seen.count(), greaterThanOrEqualTo(Math.min(i + 1, 1000)));
    }
  }

  private static long hash(int i) {
    return SeenFiles.hash("file-" + i);
  }
}
