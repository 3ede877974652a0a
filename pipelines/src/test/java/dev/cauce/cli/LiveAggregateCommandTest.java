package dev.cauce.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.cauce.io.MemoryIO;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.junit.Test;

/** A question to a stream: what comes out when, and what becomes of what comes too late. */
public class LiveAggregateCommandTest {
  @Test
  public void direct_appendWindows_closeAndLateRowsAreDeadLetters() throws Exception {
    checkWindowsClose("direct");
  }

  @Test
  public void flink_appendWindows_closeAndLateRowsAreDeadLetters() throws Exception {
    checkWindowsClose("flink");
  }

  private static void checkWindowsClose(String runner) throws Exception {
    String table = "live-" + runner;
    String dead = "dead-" + runner;
    MemoryIO.drop(table);
    MemoryIO.drop(dead);
    try (Peer peer = new Peer(0);
        Running cauce =
            new Running(
                "aggregate",
                "--from=socket://localhost:" + peer.port() + "?end-on-close=true",
                "--to=memory:" + table,
                "--by=host",
                "--agg=count, sum(bytes) as bytes",
                "--window=1m",
                "--event-time=ts",
                "--mode=append",
                "--trigger=200ms",
                "--dead-letters=memory:" + dead,
                "--late-to-dead-letters",
                "--runner=" + runner)) {
      peer.send(
          """
          {"ts":"2024-03-01T10:00:01Z","host":"a","bytes":10}
          {"ts":"2024-03-01T10:00:31Z","host":"a","bytes":20}
          no row
          """);
      cauce.await(() -> reasons(dead), contains(equalTo("event time: the row is no JSON object")));
      assertThat(rows(table), equalTo(List.of())); // its window is still open
      peer.send("{\"ts\":\"2024-03-01T10:05:01Z\",\"host\":\"b\",\"bytes\":30}\n");
      cauce.await(() -> rows(table), equalTo(List.of("a 2 30.0")));
      peer.send("{\"ts\":\"2024-03-01T10:00:02Z\",\"host\":\"a\",\"bytes\":40}\n");
      cauce.await(
          () -> reasons(dead),
          contains(
              equalTo("event time: the row is no JSON object"),
              startsWith("late: the watermark was 2024-03-01T10:05:01.000Z")));
      peer.close(); // the end: all windows close
      cauce.await(() -> rows(table), equalTo(List.of("a 2 30.0", "b 1 30.0")));
    }
  }

  private static List<String> rows(String table) {
    return MemoryIO.table(table).rows().stream()
        .map(
            row -> row.getValue("host") + " " + row.getValue("count") + " " + row.getValue("bytes"))
        .toList();
  }

  private static List<String> reasons(String table) {
    return MemoryIO.table(table).rows().stream().map(LiveAggregateCommandTest::reason).toList();
  }

  private static String reason(Row row) {
    return String.valueOf(row.getString("reason"));
  }
}
