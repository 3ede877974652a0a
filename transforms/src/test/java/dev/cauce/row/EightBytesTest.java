package dev.cauce.row;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Random;
import org.junit.Test;

public class EightBytesTest {
  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @Test
  public void digitsAreTheNumberThatIsWritten() {
    for (String text : new String[] {"00000000", "00000001", "12345678", "90817263", "99999999"}) {
      long eight = EightBytes.at(bytes("x" + text), 1);
      assertThat(text, EightBytes.areDigits(eight), is(true));
      assertThat(EightBytes.digits(eight), is(Long.parseLong(text)));
    }
  }

  @Test
  public void lastOfHasZerosBeforeWhatIsAskedFor() {
    byte[] text = bytes("x12345678y");
    String[] expected = {
      "00000008", "00000078", "00000678", "00005678", "00045678", "00345678", "02345678"
    };
    for (int count = 1; count <= 7; count++) {
      long eight = EightBytes.lastOf(text, 9, count);
      assertThat(EightBytes.at(bytes(expected[count - 1]), 0), is(eight));
    }
  }

  @Test
  public void oneByteThatIsNoDigitIsSeenWhereverItStands() {
    for (int at = 0; at < 8; at++) {
      for (int other = 0; other < 256; other++) {
        for (char digit : new char[] {'0', '9'}) {
          byte[] text = bytes(String.valueOf(digit).repeat(8));
          text[at] = (byte) other;
          assertThat(
              other + " at " + at,
              EightBytes.areDigits(EightBytes.at(text, 0)),
              is(other >= '0' && other <= '9'));
        }
      }
    }
  }

  @Test
  public void indexOfIsTheFirstPlaceOrTheEnd() {
    long seed = System.nanoTime();
    System.out.println("EightBytesTest seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] text = new byte[random.nextInt(40)];
      random.nextBytes(text);
      for (int j = 0; j < text.length; j++) {
        text[j] = random.nextInt(20) == 0 ? (byte) ',' : (byte) (text[j] == ',' ? 0 : text[j]);
      }
      int from = random.nextInt(text.length + 1);
      int to = from + random.nextInt(text.length + 1 - from);
      int expected = from;
      while (expected < to && text[expected] != ',') {
        expected++;
      }
      assertThat(EightBytes.indexOf((byte) ',', text, from, to), is(expected));
    }
  }
}
