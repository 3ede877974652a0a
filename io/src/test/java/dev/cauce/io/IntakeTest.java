package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.cauce.row.Lines;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class IntakeTest {
  @Before
  public void open() {
    Intake.open();
  }

  @After
  public void openForTheNext() {
    Intake.open();
  }

  @Test
  public void stopReading_rowsAreBuffered_theyComeAndThenTheEnd() throws Exception {
    try (ScriptedPeer peer = new ScriptedPeer()) {
      LineFeedSource source =
          new LineFeedSource(
              "buffered", new SocketSettings("localhost", peer.port(), false, LineLimit.DEFAULT));
      LineFeedReader reader =
          (LineFeedReader) source.createReader(PipelineOptionsFactory.create(), null);
      assertThat(reader.start(), is(false));
      peer.accept().send("one\ntwo\nthr").played();
      Await.until("two rows wait", () -> reader.getSplitBacklogBytes() == 6 + 2 * 12);
      new Intake().stopReading();
      // A reader that the runner makes anew at this moment finds them, too.
      LineFeedReader next =
          (LineFeedReader)
              source.createReader(PipelineOptionsFactory.create(), reader.getCheckpointMark());
      assertThat(next.start(), is(true));
      Lines block = next.getCurrent();
      assertThat(List.of(block.line(0), block.line(1)), is(List.of("one", "two")));
      assertThat(next.advance(), is(false));
      assertThat(next.getWatermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
      peer.awaitHangUp().played();
      Await.until("nothing is read any more", LineFeeds::isIdle);
    }
  }

  @Test
  public void stopReading_pipelineRuns_itEndsWithWhatItHasTaken() throws Exception {
    Rows rows = new Rows();
    try (ScriptedPeer peer = new ScriptedPeer()) {
      DirectOptions options = PipelineOptionsFactory.create().as(DirectOptions.class);
      options.setRunner(DirectRunner.class);
      options.setBlockOnRun(false);
      Pipeline p = Pipeline.create(options);
      rows.of(p.apply("Read", SocketIO.read("localhost", peer.port())));
      final PipelineResult result = p.run();
      peer.accept();
      for (int i = 0; i < 1000; i++) {
        peer.send(i + "\n");
      }
      rows.awaitSize(1);
      new Intake().stopReading();
      assertThat(
          result.waitUntilFinish(Duration.standardSeconds(60)), is(PipelineResult.State.DONE));
    }
    // A beginning of what was sent, without a gap.
    List<Integer> numbers = new ArrayList<>();
    rows.get().forEach(row -> numbers.add(Integer.valueOf(row)));
    numbers.sort(null);
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i++) {
      expected.add(i);
    }
    assertThat(numbers, is(expected));
    Await.until("nothing is read any more", LineFeeds::isIdle);
  }

  @Test
  public void stopReading_beforeTheFirstRead_endsWithoutConnecting() throws Exception {
    new Intake().stopReading();
    LineFeedSource source =
        new LineFeedSource("never", new SocketSettings("localhost", 1, false, LineLimit.DEFAULT));
    LineFeedReader reader =
        (LineFeedReader) source.createReader(PipelineOptionsFactory.create(), null);
    assertThat(reader.start(), is(false));
    assertThat(reader.getWatermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
    assertThat(LineFeeds.isIdle(), is(true));
  }
}
