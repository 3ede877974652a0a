package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Listens, and sends to the first who comes. */
final class Peer implements AutoCloseable {
  private final ServerSocket server;
  private final CompletableFuture<Socket> connection = new CompletableFuture<>();

  Peer(int port) throws IOException {
    server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    Thread acceptor =
        new Thread(
            () -> {
              try {
                connection.complete(server.accept());
              } catch (IOException e) {
                connection.completeExceptionally(e);
              }
            });
    acceptor.setDaemon(true);
    acceptor.start();
  }

  int port() {
    return server.getLocalPort();
  }

  void send(String text) throws Exception {
    Socket peer = connection.get(Await.LIMIT_SECONDS, TimeUnit.SECONDS);
    peer.getOutputStream().write(text.getBytes(UTF_8));
  }

  @Override
  public void close() throws IOException {
    server.close();
    Socket peer = connection.getNow(null);
    if (peer != null) {
      peer.close();
    }
  }
}
