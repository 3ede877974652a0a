package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;

import java.util.ArrayList;
import java.util.List;
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
}
