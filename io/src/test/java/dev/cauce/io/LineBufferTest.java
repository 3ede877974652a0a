package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import dev.cauce.row.Lines;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.joda.time.Instant;
import org.junit.Test;

public class LineBufferTest {
  private final AtomicLong clock = new AtomicLong(1000);
  private final LineBuffer buffer = new LineBuffer("peer:1", 100, 0, clock::get);

  private void put(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    buffer.put(bytes, bytes.length);
  }

  @Test
  public void take_rowsWait_allInOneBlock() throws Exception {
    put("one\ntw");
    clock.set(1005);
    put("o\n");
    Lines block = buffer.take(0);
    Lines.Builder expected = Lines.builder("peer:1");
    expected.add("one", 1000).add("two", 1005);
    assertThat(block, is(expected.build()));
    assertThat(buffer.take(0), nullValue());
    assertThat(buffer.taken(), is(2L));
    assertThat(buffer.unread(), is(0L));
  }

  @Test
  public void take_moreThanABlock_blocksInOrder() throws Exception {
    byte[] lines = ("x".repeat(99) + "\n").repeat(10_000).getBytes(UTF_8); // 990 KB of rows
    buffer.put(lines, lines.length);
    int rows = 0;
    int blocks = 0;
    for (Lines block = buffer.take(0); block != null; block = buffer.take(0)) {
      assertThat(block.length(), lessThanOrEqualTo(256 << 10));
      assertThat(block.isFollowed(), is(buffer.unread() > 0));
      rows += block.size();
      blocks++;
    }
    assertThat(rows, is(10_000));
    assertThat(blocks, is(5)); // 1,110,000 bytes with 12 beside each row, by 262,144
  }

  @Test
  public void awaitRoom_full_untilOneIsTaken() throws Exception {
    byte[] lines = "\n".repeat(100_000).getBytes(UTF_8); // empty rows cost, too
    while (buffer.awaitRoom(0)) {
      buffer.put(lines, lines.length);
    }
    assertThat(buffer.unread(), lessThanOrEqualTo((long) LineBuffer.CAPACITY + 12 * 100_000));
    while (!buffer.awaitRoom(1)) {
      assertThat(buffer.take(0), notNullValue());
    }
    assertThat(buffer.unread(), lessThanOrEqualTo((long) LineBuffer.CAPACITY));
  }

  @Test
  public void watermark_rowsWait_arrivalOfTheOldest() throws Exception {
    assertThat(buffer.watermark(), is(Instant.ofEpochMilli(1000)));
    clock.set(2000);
    put("one\n");
    clock.set(3000);
    put("two\n");
    assertThat(buffer.watermark(), is(Instant.ofEpochMilli(2000)));
    buffer.take(0);
    assertThat(buffer.watermark(), is(Instant.ofEpochMilli(3000)));
    clock.set(4000);
    assertThat(buffer.watermark(), is(Instant.ofEpochMilli(4000)));
  }

  @Test
  public void watermark_clockGoesBack_neitherItNorRowsDo() throws Exception {
    assertThat(buffer.watermark(), is(Instant.ofEpochMilli(1000)));
    clock.set(500);
    put("one\n");
    assertThat(buffer.watermark(), is(Instant.ofEpochMilli(1000)));
    assertThat(buffer.take(0), is(Lines.of("peer:1", Instant.ofEpochMilli(1000), List.of("one"))));
    assertThat(buffer.watermark(), is(Instant.ofEpochMilli(1000)));
  }

  @Test
  public void complete_halfLine_isTheLastRow() throws Exception {
    put("one\ntwo");
    buffer.complete();
    assertThat(buffer.isDrained(), is(false));
    assertThat(
        buffer.take(0), is(Lines.of("peer:1", Instant.ofEpochMilli(1000), List.of("one", "two"))));
    assertThat(buffer.isDrained(), is(true));
    assertThat(buffer.isComplete(), is(true));
  }

  @Test
  public void close_rowsWait_canBeTakenAndNoMoreComes() throws Exception {
    put("one\ntwo");
    buffer.close();
    put("three\n");
    assertThat(buffer.take(0), is(Lines.of("peer:1", Instant.ofEpochMilli(1000), List.of("one"))));
    assertThat(buffer.isDrained(), is(true));
    assertThat(buffer.isComplete(), is(false));
  }

  @Test
  public void fail_rowsWait_theyComeFirst() throws Exception {
    put("one\n");
    buffer.fail(new IOException("broken"));
    assertThat(buffer.take(0), is(Lines.of("peer:1", Instant.ofEpochMilli(1000), List.of("one"))));
    assertThat(buffer.isDrained(), is(false));
    IOException thrown = assertThrows(IOException.class, () -> buffer.take(0));
    assertThat(thrown.getMessage(), is("broken"));
  }

  @Test
  public void takeCounts_badLines_eachCountedOnce() {
    put("half");
    buffer.cut();
    buffer.cut();
    put("x".repeat(101) + "\n");
    buffer.put(new byte[] {'a', (byte) 0xFF, '\n', 'b', '\n'}, 5);
    assertThat(buffer.takeCounts(), is(new LineBuffer.Counts(1, 1, 1)));
    assertThat(buffer.takeCounts(), is(new LineBuffer.Counts(0, 0, 0)));
  }
}
