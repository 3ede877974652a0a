package dev.cauce.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and PostgreSQL, and cuts the connection when the client commits rows:
 * before the server gets the word, or after it, but before the client hears what became of it.
 */
final class CommitProxy implements AutoCloseable {
  /** What happens at a commit that follows a write. */
  enum Cut {
    NOT,
    BEFORE_COMMIT,
    AFTER_COMMIT
  }

  private final ServerSocket listener;
  private final int target;
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile Cut cut = Cut.NOT;
  private volatile int times;

  CommitProxy(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** From now on the next {@code times} commits of rows are cut so. */
  void cut(Cut how, int times) {
    this.times = times;
    this.cut = how;
  }

  /** How many connections were cut. */
  int cuts() {
    return cuts.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        start(() -> forward(client, server));
        start(() -> back(server, client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void forward(Socket client, Socket server) {
    byte[] buffer = new byte[65536];
    boolean wrote = false;
    try (client;
        server) {
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        String said = new String(buffer, 0, n, ISO_8859_1);
        // The ledger is written last, and every connection begins by committing what it looked up.
        wrote |= said.contains("SET writer = ");
        boolean now = cut != Cut.NOT && times > 0 && wrote && said.contains("COMMIT");
        if (!now) {
          out.write(buffer, 0, n);
          continue;
        }
        times--;
        cuts.incrementAndGet();
        client.setSoLinger(true, 0);
        client.close();
        if (cut == Cut.AFTER_COMMIT) {
          out.write(buffer, 0, n);
          out.flush();
        }
        return;
      }
    } catch (IOException e) {
      // One of them is gone.
    }
  }

  private static void back(Socket server, Socket client) {
    byte[] buffer = new byte[65536];
    try (server;
        client) {
      InputStream in = server.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // One of them is gone.
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "commit-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
