package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.Test;

public class SeenPackingTest {
  private static final long NOW = 1_709_294_400; // the end of no stretch

  @Test
  public void pack_nothing_isOneByte() throws IOException {
    assertThat(packed(new SeenFiles()), is(new byte[] {0}));
    assertThat(unpacked(packed(new SeenFiles())).count(), is(0));
  }

  @Test
  public void pack_oneFile_isWrittenOut() throws IOException {
    SeenFiles seen = new SeenFiles();
    seen.add(0x8000_0000_0000_0102L, 64);

    // One stretch, the first after 1970's first (1, in zigzag 2); one file of 8 bytes: 8 + 7.
    assertThat(packed(seen), is(new byte[] {1, 2, 15, (byte) 0x80, 0, 0, 0, 0, 0, 1, 2}));
  }

  @Test
  public void pack_hashesOfEveryKind_allAreThereAgain() throws IOException {
    long[] hashes = {1, 2, 0x7FFF_FFFF_FFFF_FFFFL, Long.MIN_VALUE, -1, -2, 256, 1L << 40};
    SeenFiles seen = new SeenFiles();
    for (long hash : hashes) {
      seen.add(hash, NOW);
    }

    SeenFiles again = unpacked(packed(seen));

    assertThat(again.count(), is(hashes.length));
    for (long hash : hashes) {
      assertThat(Long.toHexString(hash), again.contains(hash), is(true));
    }
    assertThat(again.contains(3), is(false));
  }

  @Test
  public void pack_manyFilesAtOnce_takesSomeSevenBytesEach() throws IOException {
    SeenFiles seen = seen(100_000, 1000);

    byte[] packed = packed(seen);

    assertThat(packed.length, lessThan(100_000 * 7 + 1000));
    SeenFiles again = unpacked(packed);
    assertThat(again.count(), is(100_000));
    for (int i = 0; i < 100_000; i++) {
      assertThat(again.contains(SeenFiles.hash("file-" + i)), is(true));
    }
    assertThat(again.contains(SeenFiles.hash("file-100000")), is(false));
  }

  @Test
  public void pack_aFileAMinute_takesAtMostElevenBytesEach() throws IOException {
    SeenFiles seen = new SeenFiles();
    for (int i = 0; i < 10_000; i++) {
      seen.add(SeenFiles.hash("file-" + i), NOW + 64L * i);
    }

    assertThat(packed(seen).length, lessThan(11 * 10_000));
  }

  @Test
  public void unpack_isRememberedToTheEndOfItsStretch_againAndAgain() throws IOException {
    SeenFiles seen = new SeenFiles();
    seen.add(7, -65); // before 1970, and before its last stretch
    for (int i = 0; i < 3; i++) {
      seen = unpacked(packed(seen));
    }

    seen.forgetBefore(-65);
    assertThat(seen.contains(7), is(true));
    seen.forgetBefore(-64);
    assertThat(seen.contains(7), is(false));
  }

  @Test
  public void unpack_cutOff_isRefused() throws IOException {
    byte[] packed = packed(seen(10, 10));

    assertThrows(IOException.class, () -> unpacked(Arrays.copyOf(packed, packed.length - 1)));
  }

  /** So many files, so many of them in each second. */
  private static SeenFiles seen(int files, int eachSecond) {
    SeenFiles seen = new SeenFiles();
    for (int i = 0; i < files; i++) {
      seen.add(SeenFiles.hash("file-" + i), NOW + i / eachSecond);
    }
    return seen;
  }

  private static byte[] packed(SeenFiles seen) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SeenPacking.pack(seen.snapshot(), out);
    return out.toByteArray();
  }

  private static SeenFiles unpacked(byte[] packed) throws IOException {
    return SeenFiles.of(SeenPacking.unpack(new ByteArrayInputStream(packed)));
  }
}
