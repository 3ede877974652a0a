package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.Test;

public class LineCutterTest {
  private final List<String> rows = new ArrayList<>();
  private int oversized;

  private LineCutter cutter(int limit) {
    return new LineCutter(
        limit,
        new LineCutter.Rows() {
          @Override
          public void row(byte[] bytes, int from, int to) {
            rows.add(new String(bytes, from, to - from, UTF_8));
          }

          @Override
          public void oversized() {
            oversized++;
          }
        });
  }

  private static void cut(LineCutter cutter, String piece) {
    byte[] bytes = ("##" + piece + "##").getBytes(UTF_8); // what is outside from and to is not read
    cutter.cut(bytes, 2, bytes.length - 2);
  }

  @Test
  public void cut_linesWithinAPiece_eachIsARow() {
    cut(cutter(100), "one\ntwo\n\nfour\n");
    assertThat(rows, contains("one", "two", "", "four"));
  }

  @Test
  public void cut_crlf_isOneEnd() {
    cut(cutter(100), "one\r\n\r\nthree\r\n");
    assertThat(rows, contains("one", "", "three"));
  }

  @Test
  public void cut_crAlone_belongsToTheRow() {
    cut(cutter(100), "a\rb\nc\r\r\n");
    assertThat(rows, contains("a\rb", "c\r"));
  }

  @Test
  public void cut_lineOverSeveralPieces_isOneRow() {
    LineCutter cutter = cutter(100);
    cut(cutter, "o");
    cut(cutter, "");
    cut(cutter, "n");
    assertThat(rows, empty());
    cut(cutter, "e\nt");
    cut(cutter, "wo\n");
    assertThat(rows, contains("one", "two"));
  }

  @Test
  public void cut_crlfOverABorder_isOneEnd() {
    LineCutter cutter = cutter(100);
    cut(cutter, "one\r");
    cut(cutter, "\ntwo\r");
    cut(cutter, "\n\r");
    cut(cutter, "\n");
    assertThat(rows, contains("one", "two", ""));
  }

  @Test
  public void finish_halfLine_isARow() {
    LineCutter cutter = cutter(100);
    cut(cutter, "one\ntw");
    cutter.finish();
    cutter.finish();
    assertThat(rows, contains("one", "tw"));
  }

  @Test
  public void finish_lineIsEnded_noFurtherRow() {
    LineCutter cutter = cutter(100);
    cut(cutter, "one\n");
    cutter.finish();
    assertThat(rows, contains("one"));
  }

  @Test
  public void drop_halfLine_nextBytesBeginALine() {
    LineCutter cutter = cutter(100);
    cut(cutter, "one\ntw");
    assertThat(cutter.drop(), is(true));
    assertThat(cutter.drop(), is(false));
    cut(cutter, "three\n");
    assertThat(rows, contains("one", "three"));
  }

  @Test
  public void cut_lineOfTheLimit_isARow() {
    cut(cutter(5), "12345\n12345\r\n");
    assertThat(rows, contains("12345", "12345"));
    assertThat(oversized, is(0));
  }

  @Test
  public void cut_lineOfTheLimitWithCrAtABorder_isARow() {
    LineCutter cutter = cutter(5);
    cut(cutter, "12345\r");
    cut(cutter, "\n123");
    cut(cutter, "45");
    cut(cutter, "\r\n12345\r");
    cutter.finish();
    assertThat(rows, contains("12345", "12345", "12345"));
    assertThat(oversized, is(0));
  }

  @Test
  public void cut_lineOverTheLimit_isSkippedToItsEnd() {
    LineCutter cutter = cutter(5);
    cut(cutter, "a\n123456\nb\n1234");
    cut(cutter, "567");
    assertThat(oversized, is(2)); // known before its end comes, if that comes at all
    cut(cutter, "89");
    cut(cutter, "0\nc\n12345\r");
    cut(cutter, "6\nd\n");
    assertThat(rows, contains("a", "b", "c", "d"));
    assertThat(oversized, is(3));
  }

  @Test
  public void drop_whileSkipping_nextBytesBeginALine() {
    LineCutter cutter = cutter(5);
    cut(cutter, "1234567");
    assertThat(cutter.drop(), is(false)); // it is counted already
    cut(cutter, "a\n");
    assertThat(rows, contains("a"));
  }

  @Test
  public void finish_whileSkipping_noRow() {
    LineCutter cutter = cutter(5);
    cut(cutter, "1234567");
    cutter.finish();
    assertThat(rows, empty());
  }

  @Test
  public void cut_hugeLine_isNotKept() {
    LineCutter cutter = cutter(1 << 20);
    byte[] zeros = new byte[1 << 16];
    for (int i = 0; i < 1 << 12; i++) {
      cutter.cut(zeros, 0, zeros.length);
    }
    cut(cutter, "\nnext\n");
    assertThat(rows, contains("next"));
    assertThat(oversized, is(1));
  }

  @Test
  public void cut_anyPieces_sameRows() {
    long seed = Long.getLong("cauce.seed", System.nanoTime());
    System.out.println("LineCutterTest: -Dcauce.seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      StringBuilder text = new StringBuilder();
      List<String> expected = new ArrayList<>();
      int tooLong = 0;
      for (int i = 0; i < 20; i++) {
        String line = "x".repeat(random.nextInt(14)); // the limit is 10
        text.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
        if (line.length() > 10) {
          tooLong++;
        } else {
          expected.add(line);
        }
      }
      rows.clear();
      oversized = 0;
      LineCutter cutter = cutter(10);
      for (int at = 0; at < text.length(); ) {
        int to = Math.min(text.length(), at + random.nextInt(8));
        cut(cutter, text.substring(at, to));
        at = to;
      }
      assertThat("seed " + seed, rows, is(expected));
      assertThat("seed " + seed, oversized, is(tooLong));
    }
  }
}
