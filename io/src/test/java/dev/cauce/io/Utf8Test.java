package dev.cauce.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.Test;

public class Utf8Test {
  // Bytes at which the rules change, so that random sequences of them meet every rule.
  private static final int[] BORDERS = {
    0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC,
    0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
  };

  @Test
  public void isValid_randomBytes_agreesWithTheJdk() {
    long seed = Long.getLong("cauce.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(5)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = (byte) BORDERS[random.nextInt(BORDERS.length)];
      }
      boolean valid = Utf8.isValid(bytes, 0, bytes.length);
      if (valid != jdkTakes(bytes)) {
        throw new AssertionError("seed " + seed + " " + Arrays.toString(bytes) + ": " + valid);
      }
    }
  }

  private static boolean jdkTakes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
