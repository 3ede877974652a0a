package dev.cauce.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.cauce.row.Lines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.Test;

public class FileCutterTest {
  private final FileCounts counts = new FileCounts();

  @Test
  public void fill_lfAndCrlf_endRowsAndAreNoPartOfThem() throws IOException {
    assertThat(cut("a\nb\r\n\r\n\nc\rd\n\r\re"), contains("a", "b", "", "", "c\rd", "\r\re"));
    assertThat(counts.rows, is(6L));
  }

  @Test
  public void fill_noLineEndAtTheEnd_rowCounts() throws IOException {
    assertThat(cut("a\nb"), contains("a", "b"));
    assertThat(cut("a\nb\n"), contains("a", "b"));
    assertThat(cut("\n"), contains(""));
    assertThat(cut(""), empty());
  }

  @Test
  public void fill_malformedBytes_becomeReplacementCharacterAndAreCountedOncePerRow()
      throws IOException {
    byte[] bytes = {
      'a', (byte) 0xC3, '\n', (byte) 0xFF, (byte) 0xFE, '\n', (byte) 0xC3, (byte) 0xA9
    };
    Lines lines = blocks(bytes, FileRows.DEFAULT, bytes.length).get(0);
    assertThat(FileTests.rows(lines), contains("a\uFFFD", "\uFFFD\uFFFD", "\u00E9"));
    assertThat(lines.bytes().length, is(4 + 6 + 2)); // valid UTF-8, not the bytes that came
    assertThat(counts.malformed, is(2L));
  }

  @Test
  public void fill_byteOrderMark_isLeftOutAtTheBeginningOnly() throws IOException {
    assertThat(cut("\uFEFFa\n\uFEFFb"), contains("a", "\uFEFFb"));
  }

  @Test
  public void fill_otherCharset_becomesUtf8() throws IOException {
    FileRows rows = new FileRows("ISO-8859-1", false, 100);
    byte[] bytes = "caf\u00E9\r\n\u00FCber".getBytes(ISO_8859_1);
    assertThat(texts(blocks(bytes, rows, 3)), contains("caf\u00E9", "\u00FCber"));
    assertThat(counts.malformed, is(0L));
  }

  @Test
  public void fill_rowsLongerThanTheLimit_areLeftOutAndCounted() throws IOException {
    FileRows rows = new FileRows("UTF-8", false, 4);
    String text = "abcd\nabcde\nabcd\r\nabcdefghijkl\nx\nabcde";
    for (int chunk = 1; chunk < 40; chunk++) {
      counts.oversized = 0;
      assertThat(texts(blocks(text.getBytes(UTF_8), rows, chunk)), contains("abcd", "abcd", "x"));
      assertThat(counts.oversized, is(3L));
    }
  }

  @Test
  public void fill_manyRows_blocksStayNear256KB() throws IOException {
    byte[] bytes = ("x".repeat(99) + "\n").repeat(10_000).getBytes(UTF_8);
    List<Lines> blocks = blocks(bytes, FileRows.DEFAULT, 1 << 20);
    assertThat(texts(blocks).size(), is(10_000));
    assertThat(blocks.size(), is(4));
    for (Lines block : blocks) {
      assertThat(block.length(), lessThanOrEqualTo(256 << 10));
    }
  }

  @Test
  public void fill_rowsLargerThanABlockAndEmptyOnes_allCome() throws IOException {
    String text = "\n".repeat(200_000) + "y".repeat(1_000_000) + "\nz";
    List<String> rows = texts(blocks(text.getBytes(UTF_8), FileRows.DEFAULT, 100_000));
    assertThat(rows.size(), is(200_002));
    assertThat(rows.get(200_000).length(), is(1_000_000));
    assertThat(rows.get(200_001), is("z"));
  }

  /** Random text, cut in one go, and cut anew from the position after every few bytes. */
  @Test
  public void offset_goingOnFromAnyPosition_givesTheSameRows() throws IOException {
    long seed = Long.getLong("cauce.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = randomText(random, random.nextInt(400));
      FileRows rows = new FileRows("UTF-8", false, 1 + random.nextInt(30));
      List<String> expected = reference(bytes, rows.maxLineBytes());
      assertThat("seed " + seed, texts(blocks(bytes, rows, 1 + random.nextInt(9))), is(expected));
      assertThat("seed " + seed, resumed(bytes, rows, 1 + random.nextInt(9)), is(expected));
    }
  }

  static byte[] randomText(Random random, int parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String[] some = {
      "\n", "\r\n", "\r", "a", "word ", "\u00E9", "\u20AC", "\uD83D\uDE00", "0123456"
    };
    for (int i = 0; i < parts; i++) {
      out.writeBytes(some[random.nextInt(some.length)].getBytes(UTF_8));
    }
    return out.toByteArray();
  }

  /** The same, written as plainly as can be. */
  static List<String> reference(byte[] bytes, int maxLineBytes) {
    List<String> rows = new ArrayList<>();
    String text = new String(bytes, UTF_8);
    boolean ended = text.isEmpty() || text.endsWith("\n");
    String[] parts = text.split("\n", -1);
    for (int i = 0; i < parts.length - (ended ? 1 : 0); i++) {
      boolean hasEnd = i < parts.length - 1;
      String row =
          hasEnd && parts[i].endsWith("\r")
              ? parts[i].substring(0, parts[i].length() - 1)
              : parts[i];
      if (row.getBytes(UTF_8).length <= maxLineBytes) {
        rows.add(row);
      }
    }
    return rows;
  }

  private List<String> cut(String text) throws IOException {
    return texts(blocks(text.getBytes(UTF_8), FileRows.DEFAULT, 5));
  }

  private static List<String> texts(List<Lines> blocks) {
    return blocks.stream().flatMap(block -> FileTests.rows(block).stream()).toList();
  }

  private List<Lines> blocks(byte[] bytes, FileRows rows, int chunk) throws IOException {
    FileCutter cutter = cutter(bytes, rows, chunk, 0, false);
    List<Lines> blocks = new ArrayList<>();
    Lines.Builder block = Lines.builder("test");
    while (!cutter.ended()) {
      cutter.fill(block, 0, Long.MAX_VALUE);
      if (block.size() > 0) {
        blocks.add(block.build());
      }
    }
    return blocks;
  }

  private List<String> resumed(byte[] bytes, FileRows rows, int chunk) throws IOException {
    List<String> all = new ArrayList<>();
    long offset = 0;
    boolean skipping = false;
    boolean ended = false;
    for (int budget = 1;
        !ended;
        budget++) { // grows, for what has no line end must fit in some time
      FileCutter cutter = cutter(bytes, rows, chunk, offset, skipping);
      Lines.Builder block = Lines.builder("test");
      cutter.fill(block, 0, budget);
      if (block.size() > 0) {
        all.addAll(FileTests.rows(block.build()));
      }
      offset = cutter.offset();
      skipping = cutter.skipping();
      ended = cutter.ended();
    }
    return all;
  }

  private FileCutter cutter(byte[] bytes, FileRows rows, int chunk, long from, boolean skipping) {
    int[] at = {(int) from};
    FileCutter.Bytes in =
        (into, to, length) -> {
          int read = Math.min(Math.min(chunk, length), bytes.length - at[0]);
          if (read == 0) {
            return -1;
          }
          System.arraycopy(bytes, at[0], into, to, read);
          at[0] += read;
          return read;
        };
    return new FileCutter(
        in, new FileCutter.Scratch(), rows, counts, from, skipping, Long.MAX_VALUE, true);
  }
}
