package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Random;
import org.junit.Test;

public class Utf8Test {
  private static boolean isWellFormed(int... bytes) {
    byte[] padded = new byte[bytes.length + 2];
    padded[0] = (byte) 0xFF; // outside
    padded[padded.length - 1] = (byte) 0x80;
    for (int i = 0; i < bytes.length; i++) {
      padded[i + 1] = (byte) bytes[i];
    }
    return Utf8.isWellFormed(padded, 1, padded.length - 1);
  }

  @Test
  public void isWellFormed_text_true() {
    byte[] text = "plain, then ñandú, 水, 𝄞 and NUL \0 and U+FFFD \uFFFD itself".getBytes(UTF_8);
    assertThat(Utf8.isWellFormed(text, 0, text.length), is(true));
    assertThat(isWellFormed(), is(true));
  }

  @Test
  public void isWellFormed_brokenSequences_false() {
    assertThat("continuation alone", isWellFormed(0x80), is(false));
    assertThat("cut short", isWellFormed('a', 0xC3), is(false));
    assertThat("cut short", isWellFormed(0xE6, 0xB0), is(false));
    assertThat("no continuation", isWellFormed(0xC3, 'a'), is(false));
    assertThat("overlong", isWellFormed(0xC0, 0x80), is(false));
    assertThat("overlong", isWellFormed(0xE0, 0x9F, 0xBF), is(false));
    assertThat("overlong", isWellFormed(0xF0, 0x8F, 0xBF, 0xBF), is(false));
    assertThat("surrogate", isWellFormed(0xED, 0xA0, 0x80), is(false));
    assertThat("beyond U+10FFFF", isWellFormed(0xF4, 0x90, 0x80, 0x80), is(false));
    assertThat("after eight of ASCII", isWellFormed(1, 2, 3, 4, 5, 6, 7, 8, 0xFF), is(false));
  }

  @Test
  public void isWellFormed_randomBytes_asTheStrictDecoderOfJava() {
    long seed = Long.getLong("cauce.seed", System.nanoTime());
    System.out.println("Utf8Test: -Dcauce.seed=" + seed);
    Random random = new Random(seed);
    int[] telling = {
      0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED,
      0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF
    };
    for (int round = 0; round < 100_000; round++) {
      byte[] bytes = new byte[random.nextInt(6)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) telling[random.nextInt(telling.length)];
      }
      boolean expected = true;
      try {
        UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      } catch (CharacterCodingException e) {
        expected = false;
      }
      assertThat("seed " + seed, Utf8.isWellFormed(bytes, 0, bytes.length), is(expected));
    }
  }
}
