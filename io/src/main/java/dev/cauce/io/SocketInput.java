package dev.cauce.io;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a listening peer sends. The first connection must come about; later ones are tried for ever,
 * or not at all if the peer's close is the end.
 */
final class SocketInput implements FeedInput {
  private static final Logger LOG = LoggerFactory.getLogger(SocketInput.class);
  private static final int CONNECT_MILLIS = 10_000;
  private static final int TICK_MILLIS = 200;

  private final SocketSettings settings;
  private final ReconnectDelays delays = new ReconnectDelays(ThreadLocalRandom.current());
  private volatile boolean closed;
  private volatile @Nullable Socket socket; // being connected, or connected
  private @Nullable InputStream stream; // of the socket when it is connected
  private boolean wasConnected;
  private boolean isOut; // an outage that was logged goes on
  private long outSince;
  private long retryAt;

  SocketInput(SocketSettings settings) {
    this.settings = settings;
  }

  @Override
  public int read(byte[] buffer) throws IOException {
    if (stream == null && !connect()) {
      return 0;
    }
    InputStream in = stream;
    if (in == null) {
      return 0;
    }
    try {
      int length = in.read(buffer);
      if (length > 0) {
        delays.reset();
        return length;
      }
      if (settings.endingOnClose()) {
        return END;
      }
      return cut("closed by the peer");
    } catch (SocketTimeoutException e) {
      return 0;
    } catch (IOException e) {
      if (settings.endingOnClose() && !closed) {
        throw new IOException(
            "The connection to "
                + settings.origin()
                + " broke ("
                + reason(e)
                + ") before the peer closed it: what it had left to send is missing");
      }
      return cut(reason(e));
    }
  }

  private int cut(String why) {
    drop();
    if (!closed) {
      if (!isOut) {
        LOG.warn("The connection to {} is gone ({}): trying again", settings.origin(), why);
        isOut = true;
        outSince = System.nanoTime();
      }
      retryAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delays.next());
    }
    return CUT;
  }

  /** Whether there is a connection; waits only for a short time if it is too early to try. */
  private boolean connect() throws IOException {
    if (wasConnected) {
      long wait = retryAt - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(Math.min(wait, TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)));
        return false;
      }
    }
    try {
      stream = connectToAny();
    } catch (IOException e) {
      drop();
      if (!wasConnected) {
        throw refused(e);
      }
      retryAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delays.next());
      return false;
    }
    if (wasConnected) {
      LOG.info(
          "Connected to {} again after {} ms",
          settings.origin(),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - outSince));
    }
    wasConnected = true;
    isOut = false;
    return true;
  }

  /** A name may stand for several addresses, of which only one is listened on. */
  private InputStream connectToAny() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CONNECT_MILLIS);
    IOException last = new UnknownHostException(settings.host());
    for (InetAddress address : InetAddress.getAllByName(settings.host())) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0 || closed) {
        break;
      }
      try {
        return connectTo(new InetSocketAddress(address, settings.port()), (int) left);
      } catch (IOException e) {
        drop();
        last = e;
      }
    }
    throw last;
  }

  private InputStream connectTo(InetSocketAddress address, int millis) throws IOException {
    Socket fresh = new Socket();
    socket = fresh;
    if (closed) { // after it was made known, so that close() either sees it or is seen
      throw new IOException("closed");
    }
    fresh.connect(address, millis);
    fresh.setSoTimeout(TICK_MILLIS);
    // A peer whose machine is gone says nothing: without these one would wait for it for ever.
    fresh.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (fresh.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      fresh.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 30);
      fresh.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 10);
      fresh.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
    }
    return fresh.getInputStream();
  }

  /** The cause is in the message and not attached: who shows the root cause shows this line. */
  private IOException refused(IOException e) {
    String remedy =
        e instanceof UnknownHostException
            ? "check the name"
            : "start a server there first, for example: nc -lk " + settings.port();
    return new IOException(
        "Cannot connect to " + settings.origin() + " (" + reason(e) + "): " + remedy);
  }

  private static String reason(IOException e) {
    if (e instanceof UnknownHostException) {
      return "unknown host";
    }
    if (e instanceof SocketTimeoutException) {
      return "no answer within 10 s";
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private void drop() {
    stream = null;
    Socket old = socket;
    socket = null;
    if (old != null) {
      try {
        old.close();
      } catch (IOException e) {
        LOG.debug("Closing the connection to {} failed", settings.origin(), e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    Socket old = socket;
    if (old != null) {
      try {
        old.close();
      } catch (IOException e) {
        LOG.debug("Closing the connection to {} failed", settings.origin(), e);
      }
    }
  }
}
