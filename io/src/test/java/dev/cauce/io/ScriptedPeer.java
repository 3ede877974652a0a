package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A real server on the loopback that plays a script: each call adds a step, which a thread of the
 * peer's own takes when those before are done.
 */
final class ScriptedPeer implements AutoCloseable {
  private interface Step {
    void play() throws IOException;
  }

  private final ExecutorService script = Executors.newSingleThreadExecutor();
  private final int port;
  private volatile ServerSocket server;
  private volatile Socket client = new Socket(); // until one is accepted
  private Future<?> last;

  ScriptedPeer() throws IOException {
    server = listen(0);
    port = server.getLocalPort();
    last = script.submit(() -> {});
  }

  int port() {
    return port;
  }

  /** Waits for the next connection. */
  ScriptedPeer accept() {
    return step(
        () -> {
          Socket accepted = server.accept();
          accepted.setTcpNoDelay(true);
          client = accepted;
        });
  }

  ScriptedPeer send(String text) {
    return send(text.getBytes(UTF_8));
  }

  ScriptedPeer send(byte[] bytes) {
    return step(
        () -> {
          client.getOutputStream().write(bytes);
          client.getOutputStream().flush();
        });
  }

  /** Sends each byte by itself. */
  ScriptedPeer trickle(String text) {
    return step(
        () -> {
          for (byte b : text.getBytes(UTF_8)) {
            client.getOutputStream().write(b);
            client.getOutputStream().flush();
          }
        });
  }

  /** Ends the connection in good order (FIN). */
  ScriptedPeer hangUp() {
    return step(() -> client.close());
  }

  /** Breaks the connection (RST). */
  ScriptedPeer reset() {
    return step(
        () -> {
          client.setSoLinger(true, 0);
          client.close();
        });
  }

  /** From now on connections are refused. */
  ScriptedPeer stopListening() {
    return step(() -> server.close());
  }

  /** Listens again, on the same port. */
  ScriptedPeer listenAgain() {
    return step(() -> server = listen(port));
  }

  /** Waits until the client has closed the connection. */
  ScriptedPeer awaitHangUp() {
    return step(
        () -> {
          client.setSoTimeout(30_000);
          if (client.getInputStream().read() != -1) {
            throw new IOException("the client has sent something");
          }
        });
  }

  /** Waits until all steps are played. */
  void played() throws Exception {
    last.get(60, TimeUnit.SECONDS);
  }

  private ScriptedPeer step(Step step) {
    Future<?> before = last;
    last =
        script.submit(
            () -> {
              before.get(); // a step that failed fails those after it
              step.play();
              return null;
            });
    return this;
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  @Override
  public void close() throws IOException {
    script.shutdownNow();
    server.close();
    client.close();
  }
}
