package dev.cauce.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/** A server on loopback that behaves badly. Each call blocks until it is done. */
final class ScriptedPeer implements AutoCloseable {
  private static final int ACCEPT_MILLIS = 60_000;

  private final int port;
  private ServerSocket server;
  private Socket client = new Socket(); // until one is accepted

  ScriptedPeer() throws IOException {
    server = listen(0);
    port = server.getLocalPort();
  }

  String uri() {
    return "socket://127.0.0.1:" + port;
  }

  /** Waits for the next connection. */
  void accept() throws IOException {
    client = server.accept();
    client.setTcpNoDelay(true);
  }

  void send(List<String> lines) throws IOException {
    send(String.join("\n", lines) + "\n");
  }

  void send(String text) throws IOException {
    client.getOutputStream().write(text.getBytes(UTF_8));
    client.getOutputStream().flush();
  }

  /** Sends a byte at a time, with a pause behind each. */
  void trickle(String text, Duration pause) throws IOException {
    for (byte b : text.getBytes(UTF_8)) {
      client.getOutputStream().write(b);
      client.getOutputStream().flush();
      Await.pass(pause);
    }
  }

  /** Sends the same bytes again and again, so many in all. */
  void flood(byte[] bytes, long total) throws IOException {
    OutputStream out = client.getOutputStream();
    for (long left = total; left > 0; left -= bytes.length) {
      out.write(bytes, 0, (int) Math.min(left, bytes.length));
    }
    out.flush();
  }

  /** Ends the connection in good order (FIN). */
  void hangUp() throws IOException {
    client.close();
  }

  /** Breaks the connection (RST). */
  void reset() throws IOException {
    client.setSoLinger(true, 0);
    client.close();
  }

  /** From now on connections are refused. */
  void stopListening() throws IOException {
    server.close();
  }

  /** Listens again, on the same port. */
  void listenAgain() throws IOException {
    server = listen(port);
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.setSoTimeout(ACCEPT_MILLIS);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  @Override
  public void close() throws IOException {
    server.close();
    client.close();
  }
}
