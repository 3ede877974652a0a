package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.Before;
import org.junit.Test;

/** The sources of streams on embedded Flink, with checkpoints. */
public class StreamsOnFlinkTest {
  private final Rows rows = new Rows();

  @Before
  public void openIntake() {
    Intake.open();
  }

  private Pipeline pipeline() {
    return Pipeline.create(
        PipelineOptionsFactory.fromArgs(
                "--runner=FlinkRunner",
                "--flinkMaster=[local]",
                "--streaming=true",
                "--parallelism=2",
                "--checkpointingInterval=200",
                "--finishBundleBeforeCheckpointing=true",
                "--maxBundleTimeMills=50")
            .create());
  }

  @Test
  public void read_socketThatCloses_eachLineOnceAndTheEnd() throws Exception {
    List<String> expected = new ArrayList<>();
    try (ScriptedPeer peer = new ScriptedPeer()) {
      peer.accept();
      for (int i = 0; i < 2000; i++) {
        expected.add("line " + i);
        peer.send("line " + i + "\n");
      }
      peer.send("last").hangUp();
      expected.add("last");
      Pipeline p = pipeline();
      rows.of(p.apply("Read", SocketIO.read("localhost", peer.port()).endingOnClose()));
      assertThat(p.run().waitUntilFinish(), is(PipelineResult.State.DONE));
    }
    assertThat(rows.get(), is(expected)); // one split, one chain: in order
    Await.until("nothing is read any more", LineFeeds::isIdle);
  }

  @Test
  public void read_rateWithATotal_eachValueOnceAndTheEnd() {
    Pipeline p = pipeline();
    rows.of(p.apply("Read", RateIO.read().withRowsPerSecond(5000).withTotal(4000)));
    assertThat(p.run().waitUntilFinish(), is(PipelineResult.State.DONE));
    List<Integer> values = new ArrayList<>();
    for (String row : rows.get()) {
      values.add(Integer.valueOf(row.replaceAll(".*:(\\d+)}", "$1")));
    }
    values.sort(null);
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      expected.add(i);
    }
    assertThat(values, is(expected));
  }
}
