package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.Assert.assertThrows;

import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class SocketIOTest {
  private final Rows rows = new Rows();

  @Before
  public void openIntake() {
    Intake.open();
  }

  @After
  public void nothingIsLeft() {
    new Intake().stopReading();
    Await.until(
        "no thread reads lines",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("cauce-lines")));
    assertThat(LineFeeds.isIdle(), is(true));
    Intake.open();
  }

  private PipelineResult run(SocketIO.Read read) {
    DirectOptions options = PipelineOptionsFactory.create().as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setBlockOnRun(false);
    Pipeline p = Pipeline.create(options);
    rows.of(p.apply("Read", read));
    return p.run();
  }

  private static void finish(PipelineResult result) {
    assertThat(
        result.waitUntilFinish(org.joda.time.Duration.standardSeconds(60)),
        is(PipelineResult.State.DONE));
  }

  private static long counter(PipelineResult result, String name) {
    long sum = 0;
    MetricsFilter filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.named("cauce", name)).build();
    for (MetricResult<Long> metric : result.metrics().queryMetrics(filter).getCounters()) {
      sum += metric.getAttempted();
    }
    return sum;
  }

  private static Throwable root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  @Test
  public void read_manyLinesInOddPieces_eachExactlyOnce() throws Exception {
    long seed = Long.getLong("cauce.seed", System.nanoTime());
    System.out.println("SocketIOTest: -Dcauce.seed=" + seed);
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      expected.add("line " + i);
      text.append("line ").append(i).append('\n');
    }
    try (ScriptedPeer peer = new ScriptedPeer()) {
      peer.accept();
      for (int at = 0; at < text.length(); ) {
        int to = Math.min(text.length(), at + 1 + random.nextInt(500));
        peer.send(text.substring(at, to));
        at = to;
      }
      peer.hangUp();
      PipelineResult result = run(SocketIO.read("localhost", peer.port()).endingOnClose());
      finish(result);
      assertThat(counter(result, "numInputRows"), is(20_000L));
    }
    List<String> got = new ArrayList<>(rows.get());
    got.sort((a, b) -> Integer.compare(number(a), number(b)));
    assertThat("seed " + seed, got, is(expected));
  }

  private static int number(String line) {
    return Integer.parseInt(line.substring("line ".length()));
  }

  @Test
  public void read_peerGoesAndComesBack_wholeLinesOfBothTimes() throws Exception {
    try (ScriptedPeer peer = new ScriptedPeer()) {
      PipelineResult result = run(SocketIO.read("localhost", peer.port()));
      peer.accept().send("one\nhal").hangUp(); // FIN
      peer.accept().send("two\nhalf a li").played();
      rows.awaitSize(2);
      peer.reset(); // RST
      peer.accept().send("three\n").played();
      rows.awaitSize(3);
      peer.stopListening().hangUp().played(); // then it is refused for a while
      peer.listenAgain().accept().send("four\n").played();
      rows.awaitSize(4);
      new Intake().stopReading();
      finish(result);
      assertThat(rows.get(), containsInAnyOrder("one", "two", "three", "four"));
      assertThat(counter(result, "numHalfLines"), is(2L));
      assertThat(counter(result, "numInputRows"), is(4L));
    }
  }

  @Test
  public void read_nobodyListens_failsAtOnceAndSaysWhatToDo() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    long began = System.nanoTime();
    Throwable thrown =
        assertThrows(
            Throwable.class, () -> run(SocketIO.read("localhost", port)).waitUntilFinish());
    assertThat(
        root(thrown).getMessage(),
        is(
            "Cannot connect to localhost:"
                + port
                + " (Connection refused): start a server there first, for example: nc -lk "
                + port));
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began), lessThan(10L));
  }

  @Test
  public void read_hostIsUnknown_failsAndSaysSo() {
    Throwable thrown =
        assertThrows(Throwable.class, () -> run(SocketIO.read("no..host", 9999)).waitUntilFinish());
    assertThat(
        root(thrown).getMessage(),
        is("Cannot connect to no..host:9999 (unknown host): check the name"));
  }

  @Test
  public void read_byteByByteWithCrlf_wholeLines() throws Exception {
    try (ScriptedPeer peer = new ScriptedPeer()) {
      peer.accept().trickle("uno\r\ndós\r\n\r\n水\n").hangUp();
      finish(run(SocketIO.read("localhost", peer.port()).endingOnClose()));
    }
    assertThat(rows.get(), containsInAnyOrder("uno", "dós", "", "水"));
  }

  @Test
  public void endingOnClose_unfinishedLine_isTheLastRow() throws Exception {
    try (ScriptedPeer peer = new ScriptedPeer()) {
      peer.accept().send("one\ntwo").hangUp();
      finish(run(SocketIO.read("localhost", peer.port()).endingOnClose()));
    }
    assertThat(rows.get(), containsInAnyOrder("one", "two"));
  }

  @Test
  public void endingOnClose_connectionBreaks_fails() throws Exception {
    try (ScriptedPeer peer = new ScriptedPeer()) {
      PipelineResult result = run(SocketIO.read("localhost", peer.port()).endingOnClose());
      peer.accept().send("one\n").played();
      rows.awaitSize(1);
      peer.reset();
      Throwable thrown = assertThrows(Throwable.class, result::waitUntilFinish);
      assertThat(
          root(thrown).getMessage(),
          is(
              "The connection to localhost:"
                  + peer.port()
                  + " broke (Connection reset) before the peer closed it: what it had left to send"
                  + " is missing"));
    }
  }

  @Test
  public void withMaxLineBytes_longerLine_isSkippedAndTheNextComes() throws Exception {
    byte[] zeros = new byte[1 << 20];
    try (ScriptedPeer peer = new ScriptedPeer()) {
      peer.accept().send("before\n");
      for (int i = 0; i < 32; i++) {
        peer.send(zeros);
      }
      peer.send("\n123456\n1234567\nafter\n").hangUp();
      PipelineResult result =
          run(SocketIO.read("localhost", peer.port()).endingOnClose().withMaxLineBytes(6));
      finish(result);
      assertThat(rows.get(), containsInAnyOrder("before", "123456", "after"));
      assertThat(counter(result, "numOversizedLines"), is(2L));
    }
  }

  @Test
  public void read_notUtf8_passesAndIsCounted() throws Exception {
    try (ScriptedPeer peer = new ScriptedPeer()) {
      peer.accept().send(new byte[] {'a', (byte) 0xFF, '\n', 'b', 0, '\n'}).hangUp();
      PipelineResult result = run(SocketIO.read("localhost", peer.port()).endingOnClose());
      finish(result);
      assertThat(rows.get(), containsInAnyOrder("a\uFFFD", "b\0"));
      assertThat(counter(result, "numMalformedRows"), is(1L));
    }
  }

  @Test
  public void advance_nobodyTakes_holdsThePeerBackAndLosesNothing() throws Exception {
    byte[] line = ("x".repeat(999) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] megabyte = new byte[1000 * line.length];
    for (int i = 0; i < 1000; i++) {
      System.arraycopy(line, 0, megabyte, i * line.length, line.length);
    }
    try (ScriptedPeer peer = new ScriptedPeer()) {
      peer.accept();
      for (int i = 0; i < 40; i++) {
        peer.send(megabyte);
      }
      peer.hangUp();
      LineFeedSource source = source(peer, "held back");
      LineFeedReader reader = (LineFeedReader) source.createReader(options(), null);
      long got = reader.start() ? reader.getCurrent().size() : 0;
      Await.until("the buffer is full", () -> reader.getSplitBacklogBytes() >= LineBuffer.CAPACITY);
      long most = 0;
      while (reader.getWatermark().isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
        most = Math.max(most, reader.getSplitBacklogBytes());
        got += reader.advance() ? reader.getCurrent().size() : 0;
      }
      assertThat(got, is(40_000L));
      assertThat(most, lessThanOrEqualTo(LineBuffer.CAPACITY + 2L * (64 << 10)));
    }
  }

  @Test
  public void createReader_fromEachMark_goesOnWithTheSameConnection() throws Exception {
    try (ScriptedPeer peer = new ScriptedPeer()) { // it accepts one connection only
      peer.accept();
      LineFeedSource source = source(peer, "anew each time");
      FeedMark mark = FeedMark.BEGINNING;
      Instant watermark = BoundedWindow.TIMESTAMP_MIN_VALUE;
      List<String> got = new ArrayList<>();
      for (int i = 1; i <= 50; i++) {
        peer.send("line " + i + "\n");
        boolean taken = false;
        while (!taken) {
          LineFeedReader reader = (LineFeedReader) source.createReader(options(), mark);
          taken = reader.start();
          if (taken) {
            got.add(reader.getCurrent().line(0));
            assertThat(reader.getCurrentTimestamp().isBefore(watermark), is(false));
          }
          assertThat(reader.getWatermark().isBefore(watermark), is(false));
          watermark = reader.getWatermark();
          mark = reader.getCheckpointMark();
          reader.close();
        }
        assertThat(mark, is(new FeedMark(i, false)));
      }
      assertThat(got, hasSize(50));
      assertThat(got.get(49), is("line 50"));
      peer.hangUp();
      LineFeedReader last = (LineFeedReader) source.createReader(options(), mark);
      assertThat(last.start(), is(false));
      Await.until("the end is seen", () -> !advance(last) && isOver(last));
      assertThat(last.getCheckpointMark(), is(new FeedMark(50, true)));
      // From that mark nothing begins anew.
      LineFeedReader after =
          (LineFeedReader) source.createReader(options(), last.getCheckpointMark());
      assertThat(after.start(), is(false));
      assertThat(isOver(after), is(true));
    }
  }

  private static boolean advance(LineFeedReader reader) {
    try {
      return reader.advance();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isOver(LineFeedReader reader) {
    return reader.getWatermark().equals(BoundedWindow.TIMESTAMP_MAX_VALUE);
  }

  private static LineFeedSource source(ScriptedPeer peer, String id) {
    return new LineFeedSource(
        id, new SocketSettings("localhost", peer.port(), true, LineLimit.DEFAULT));
  }

  private static org.apache.beam.sdk.options.PipelineOptions options() {
    return PipelineOptionsFactory.create();
  }

  @Test
  public void split_anyNumber_oneOfTheSameStream() {
    LineFeedSource source =
        new LineFeedSource("id", new SocketSettings("h", 1, false, LineLimit.DEFAULT));
    List<LineFeedSource> splits = source.split(8, options());
    assertThat(splits, hasSize(1));
    assertThat(splits.get(0).id(), is("id"));
  }

  @Test
  public void read_badArguments_refusedWithTheReason() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> SocketIO.read("h", 70000)).getMessage(),
        is("Port 70000: a port is from 1 to 65535"));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> SocketIO.read(" ", 1)).getMessage(),
        is("No host to connect to: give a name or an address"));
    assertThat(
        assertThrows(
                IllegalArgumentException.class, () -> SocketIO.read("h", 1).withMaxLineBytes(0))
            .getMessage(),
        is("A limit of 0 bytes to a line: give one from 1 to 268435456"));
  }
}
