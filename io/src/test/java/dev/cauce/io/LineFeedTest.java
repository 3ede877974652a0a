package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.Before;
import org.junit.Test;

public class LineFeedTest {
  @Before
  public void openIntake() {
    Intake.open();
  }

  private static LineFeed feed(ScriptedPeer peer, long lingerMillis) {
    return new LineFeed(
        new SocketSettings("localhost", peer.port(), false, LineLimit.DEFAULT),
        null,
        FeedMark.BEGINNING,
        lingerMillis);
  }

  @Test
  public void read_sourceIsGarbage_hangsUpAndEnds() throws Exception {
    try (ScriptedPeer peer = new ScriptedPeer()) {
      LineFeed feed = feed(peer, 0);
      AtomicBoolean gone = new AtomicBoolean();
      Object source = new Object();
      feed.attach(source);
      feed.start(() -> gone.set(true));
      peer.accept().send("one\n").played();
      Await.until("a row waits", () -> feed.buffer().unread() > 0);
      assertThat(gone.get(), is(false));
      assertThat(source, notNullValue()); // up to here it is in use
      source = null;
      peer.awaitHangUp();
      Await.until(
          "it has ended",
          () -> {
            System.gc();
            return gone.get();
          });
      peer.played();
      assertThat(feed.attach(new Object()), is(false));
    }
  }

  @Test
  public void release_peerIsSilent_endsAtOnce() throws Exception {
    try (ScriptedPeer peer = new ScriptedPeer()) {
      LineFeed feed = feed(peer, 60_000);
      AtomicBoolean gone = new AtomicBoolean();
      feed.attach(this);
      feed.start(() -> gone.set(true));
      peer.accept().played();
      feed.release();
      peer.awaitHangUp().played();
      Await.until("it has ended", gone::get);
    }
  }

  @Test
  public void decode_encodedMark_isTheSame() throws Exception {
    FeedMark mark = new FeedMark(1_234_567_890_123L, true, 1_709_287_200_000L);
    byte[] bytes = CoderUtils.encodeToByteArray(FeedMark.MarkCoder.of(), mark);
    assertThat(bytes[0], is((byte) 2)); // the format
    assertThat(bytes.length, is(14));
    assertThat(CoderUtils.decodeFromByteArray(FeedMark.MarkCoder.of(), bytes), is(mark));
    byte[] former = {1, 5, 1}; // of a version without a watermark
    assertThat(
        CoderUtils.decodeFromByteArray(FeedMark.MarkCoder.of(), former), is(new FeedMark(5, true)));
  }
}
