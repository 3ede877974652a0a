package dev.cauce.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Between a client and a server on loopback: forwards, until it is told to do harm. */
final class FaultProxy implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile String trigger = "";

  FaultProxy(int target) throws IOException {
    this.target = target;
    daemon(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /**
   * The next time the client sends these bytes, they go through, and then both sides are cut off:
   * the client never learns what came of it.
   */
  void cutAfter(String bytes) {
    trigger = bytes;
  }

  /** How often it has cut. */
  int cuts() {
    return cuts.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(upstream);
        daemon(() -> forward(client, upstream, true));
        daemon(() -> forward(upstream, client, false));
      }
    } catch (IOException closed) {
      // The end.
    }
  }

  private void forward(Socket from, Socket to, boolean isClient) {
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
        String armed = trigger;
        boolean cuts =
            isClient
                && !armed.isEmpty()
                && new String(buffer, 0, length, ISO_8859_1).contains(armed);
        if (cuts) {
          trigger = "";
          from.shutdownOutput(); // the answer finds nobody
          this.cuts.incrementAndGet();
        }
        out.write(buffer, 0, length);
        out.flush();
        if (cuts) {
          break;
        }
      }
    } catch (IOException broken) {
      // Either side has gone.
    }
    close(from);
    close(to);
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // That is what is wanted.
    }
  }

  private static void daemon(Runnable runnable) {
    Thread thread = new Thread(runnable, "chaos-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(this::close);
  }
}
