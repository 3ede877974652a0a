package dev.cauce.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Two terminals: {@code nc -lk} in one, whose part a server here plays, and ours in the other. */
public class SocketCommandTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void direct_eachLine_showsInATableUntilInterrupted() throws Exception {
    checkLinesShow("direct");
  }

  @Test
  public void flink_eachLine_showsInATableUntilInterrupted() throws Exception {
    checkLinesShow("flink");
  }

  @Test
  public void direct_noServer_saysSoInOneLineAndFails() throws Exception {
    checkRefused("direct");
  }

  @Test
  public void flink_noServer_saysSoInOneLineAndFails() throws Exception {
    checkRefused("flink");
  }

  private void checkLinesShow(String runner) throws Exception {
    int port;
    try (Peer first = new Peer(0)) {
      port = first.port();
      try (Forked cauce = start(runner, port)) {
        first.send("to be or not to be\n");
        awaitTable(cauce, Map.of("to", 2L, "be", 2L, "or", 1L, "not", 1L));
        first.send("être, to\n");
        awaitTable(cauce, Map.of("to", 3L, "be", 2L, "or", 1L, "not", 1L, "être", 1L));
        first.close();
        try (Peer second = new Peer(port)) {
          second.send("être\n");
          awaitTable(cauce, Map.of("to", 3L, "be", 2L, "or", 1L, "not", 1L, "être", 2L));

          cauce.interrupt();
          checkStopped(cauce.end());
        }
      }
    }
  }

  private static void checkStopped(Cauce ended) {
    ConsoleBatches batches = ConsoleBatches.of(ended.out());
    List<Long> numbers = batches.numbers();
    assertThat(ended.err(), ended.code(), equalTo(130));
    assertThat(numbers, equalTo(LongStream.range(0, numbers.size()).boxed().toList()));
    assertThat(
        batches.last(), equalTo(Map.of("to", 3L, "be", 2L, "or", 1L, "not", 1L, "être", 2L)));
    assertThat(
        ended.err(),
        containsString(
            "Stopping: finishing what was read. Once more to stop at once.\n"
                + "Stopped: 3 rows in, "
                + numbers.size()
                + " batches\n"));
  }

  private void checkRefused(String runner) throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    try (Forked cauce = start(runner, port)) {
      assertThat(
          cauce.end(),
          equalTo(
              new Cauce(
                  1,
                  "",
                  ("Cannot connect to localhost:%d (Connection refused): start a server there first,"
                          + " for example: nc -lk %<d\n")
                      .formatted(port))));
    }
  }

  private Forked start(String runner, int port) throws Exception {
    return new Forked(
        folder.newFolder().toPath(),
        "wordcount",
        "--from=socket://localhost:" + port,
        "--to=console:",
        "--mode=complete",
        "--trigger=200ms",
        "--runner=" + runner);
  }

  private static void awaitTable(Forked cauce, Map<String, Long> table) {
    cauce.await(() -> ConsoleBatches.of(cauce.out()).last(), equalTo(table));
  }
}
