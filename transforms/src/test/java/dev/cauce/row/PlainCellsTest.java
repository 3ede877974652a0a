package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.schemas.Schema;
import org.junit.Test;

public class PlainCellsTest {
  private static final Schema THREE =
      Schema.builder().addStringField("a").addStringField("b").addStringField("c").build();

  /** The cells of {@code line}, as it stands among others; none if it is not plain. */
  private static List<String> cells(String line) {
    PlainCells cells = PlainCells.of(RowFormat.csv(THREE));
    byte[] bytes = ("x,\"" + line + ",y\"z").getBytes(UTF_8);
    int to = bytes.length - ",y\"z".length();
    List<String> found = new ArrayList<>();
    if (cells != null && cells.find(bytes, 3, to)) {
      for (int i = 0; i < 3; i++) {
        found.add(new String(bytes, cells.start(i), cells.end(i) - cells.start(i), UTF_8));
      }
    }
    return found;
  }

  @Test
  public void cellsOfPlainLinesOfEveryLength() {
    for (int first = 0; first <= 20; first++) {
      for (int second = 0; second <= 20; second++) {
        for (int third = 0; third <= 20; third++) {
          String a = "a".repeat(first);
          String b = "b".repeat(second);
          String c = "c".repeat(third);
          assertThat(cells(a + "," + b + "," + c), contains(a, b, c));
        }
      }
    }
  }

  @Test
  public void quotesOtherCharactersAndAnotherNumberOfColumnsAreNotPlainWhereverTheyAre() {
    for (int at = 0; at <= 24; at++) {
      String before = "d".repeat(at);
      for (String odd : List.of("\"", "é", "\u007f\u0080")) {
        assertThat(cells(before + odd + ",2,3"), empty());
        assertThat(cells("1,2," + before + odd), empty());
      }
      assertThat(cells(before), empty());
      assertThat(cells("1," + before), empty());
      assertThat(cells("1,2,3," + before), empty());
      assertThat(cells(before + ",,,"), empty());
    }
  }

  @Test
  public void numbersOfUpToSevenCharactersWhereverThePointIs() {
    String digits = "9081726";
    for (int length = 1; length <= 7; length++) {
      String whole = digits.substring(0, length);
      assertNumber(whole, Double.parseDouble(whole));
      for (int point = 0; point <= length; point++) {
        String text = whole.substring(0, point) + "." + whole.substring(point);
        boolean isPlain = point > 0 && point < length;
        assertNumber(text, isPlain ? Double.parseDouble(text) : Double.NaN);
      }
      for (int at = 0; at < length; at++) {
        for (char odd : new char[] {' ', '/', ':', 'e', '-', '+', '\0'}) {
          if (odd != '-' || at > 0) {
            assertNumber(whole.substring(0, at) + odd + whole.substring(at + 1), Double.NaN);
          }
        }
      }
    }
    assertNumber("1.2.3", Double.NaN);
    assertNumber("1..3", Double.NaN);
    assertNumber("", Double.NaN);
    assertNumber("-", Double.NaN);
    assertNumber("-0", -0.0);
    assertNumber("123456789012345", 123456789012345.0);
    assertNumber("12345678.9012345", 12345678.9012345);
  }

  /** The last cell of a line among others, and the only one of the only line there is. */
  private static void assertNumber(String text, double expected) {
    PlainCells cells = Objects.requireNonNull(PlainCells.of(RowFormat.csv(THREE)));
    Schema single = Schema.builder().addStringField("a").build();
    PlainCells one = Objects.requireNonNull(PlainCells.of(RowFormat.csv(single)));
    for (String sign : List.of("", "-")) {
      double signed = sign.isEmpty() ? expected : -expected;
      if (text.startsWith("-") && !sign.isEmpty()) {
        continue;
      }
      byte[] line = ("7777777\na,b," + sign + text).getBytes(UTF_8);
      assertThat(sign + text, cells.find(line, 8, line.length), is(true));
      assertThat(sign + text, cells.number(line, 2), is(signed));
      byte[] alone = (sign + text).getBytes(UTF_8);
      assertThat(sign + text, one.find(alone, 0, alone.length), is(true));
      assertThat(sign + text, one.number(alone, 0), is(signed));
    }
  }
}
