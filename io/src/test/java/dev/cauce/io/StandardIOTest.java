package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import dev.cauce.row.Lines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

public class StandardIOTest {
  @Rule public final TestPipeline p = TestPipeline.create();

  @Before
  public void openIntake() {
    Intake.open();
  }

  @After
  public void nothingIsLeft() {
    Await.until("nothing is read any more", LineFeeds::isIdle);
  }

  @Test
  public void read_inputEnds_allLinesAndTheUnfinishedOne() {
    InputStream in = new ByteArrayInputStream("uno\r\ndós\n\nlast".getBytes(UTF_8));
    PAssert.that(p.apply("Read", StandardIO.read(in)).apply("Each", Lines.each()))
        .containsInAnyOrder("uno", "dós", "", "last");
    p.run();
  }

  @Test
  public void read_empty_endsWithoutARow() {
    InputStream in = new ByteArrayInputStream(new byte[0]);
    PAssert.that(p.apply("Read", StandardIO.read(in)).apply("Each", Lines.each())).empty();
    p.run();
  }

  @Test
  public void withMaxLineBytes_longerLine_isSkipped() {
    InputStream in = new ByteArrayInputStream("one\nlonger\ntwo\n".getBytes(UTF_8));
    PAssert.that(
            p.apply("Read", StandardIO.read(in).withMaxLineBytes(5)).apply("Each", Lines.each()))
        .containsInAnyOrder("one", "two");
    p.run();
  }

  @Test
  public void read_inputBreaks_failsWithItsReason() {
    InputStream in =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("Bad file descriptor");
          }

          @Override
          public int read(byte[] bytes, int from, int length) throws IOException {
            return read();
          }
        };
    p.apply("Read", StandardIO.read(in));
    Throwable root = assertThrows(Throwable.class, p::run);
    while (root.getCause() != null) {
      root = root.getCause();
    }
    assertThat(root.getMessage(), is("Bad file descriptor"));
  }

  @Test
  public void advance_lineIsTyped_itComesAtOnce() throws Exception {
    try (PipedOutputStream typed = new PipedOutputStream()) {
      String id = StandardInput.register(new PipedInputStream(typed));
      LineFeedSource source =
          new LineFeedSource(id, new StandardInput.Settings(id, LineLimit.DEFAULT));
      LineFeedReader reader = (LineFeedReader) source.createReader(p.getOptions(), null);
      assertThat(reader.start(), is(false));
      typed.write("one\nhalf".getBytes(UTF_8));
      typed.flush();
      Await.until("the line is there", () -> reader.getSplitBacklogBytes() > 0);
      assertThat(reader.advance(), is(true));
      assertThat(reader.getCurrent().size(), is(1));
      assertThat(reader.getCurrent().line(0), is("one"));
      assertThat(reader.advance(), is(false));
      typed.close();
      Await.until("the last line is there", () -> reader.getSplitBacklogBytes() > 0);
      assertThat(reader.advance(), is(true));
      assertThat(reader.getCurrent().line(0), is("half"));
      assertThat(reader.advance(), is(false));
      assertThat(reader.getCheckpointMark(), is(new FeedMark(2, true)));
    }
  }
}
