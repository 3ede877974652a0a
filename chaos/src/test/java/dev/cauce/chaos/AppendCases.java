package dev.cauce.chaos;

import dev.cauce.io.databasetest.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** T20: rows that are appended, and would come again after each kill. */
final class AppendCases {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private AppendCases() {}

  static List<Case> all() {
    return List.of(Case.rarely("T20", AppendCases::killedWhileAppending));
  }

  /** What a killed run wrote behind its last checkpoint comes again; files and table know it. */
  private static void killedWhileAppending(Scene scene) throws Exception {
    TestPostgres server = TestPostgres.shared();
    String url = server.newDatabase();
    String topic = Servers.topic(2);
    Ledger ledger = new Ledger(scene.seed());
    Path out = scene.folder().resolve("out");
    List<String> command =
        Flows.rows(
            List.of(
                "--from=kafka://" + Servers.kafka().brokers() + "/" + topic + "?from=earliest",
                "--to=" + out + "?format=json",
                "--to=" + url + "#rows?create=true",
                "--trigger=500ms",
                "--checkpoint=" + scene.folder().resolve("checkpoint"),
                "--checkpoint-interval=1s"));
    for (int kill = 0; kill <= scene.size(3, 10); kill++) {
      CauceProcess cauce =
          scene.keep(
              scene
                  .cauce(command)
                  .environment("CAUCE_DB_USER", server.user())
                  .environment("CAUCE_DB_PASSWORD", server.password())
                  .start());
      long before = Tables.ledgerRows(out).size();
      boolean isLast = kill == scene.size(3, 10);
      for (int batch = 0; batch < 20; batch++) {
        send(scene, ledger, topic);
      }
      cauce.await(
          "rows",
          LIMIT,
          () -> Tables.ledgerRows(out).size() > before && !rows(server, url).isEmpty());
      if (!isLast) {
        scene.saboteur().kill(cauce, Duration.ZERO, Duration.ofSeconds(2));
        continue;
      }
      Await.holdsWithin(
          LIMIT,
          () ->
              Tables.ledgerRows(out).size() >= ledger.expected()
                  && rows(server, url).size() >= ledger.expected());
      cauce.signal("TERM");
      cauce.end(LIMIT);
    }
    scene.judge(ledger.rows(Tables.ledgerRows(out), true));
    scene.judge(ledger.rows(rows(server, url), false));
  }

  /** Each key lives in one partition, so that its rows have an order. */
  private static void send(Scene scene, Ledger ledger, String topic) throws Exception {
    for (int partition = 0; partition < 2; partition++) {
      Servers.kafka()
          .send(topic, partition, ledger.next(scene.random(), "p" + partition + "k", 20, 200));
    }
  }

  private static List<String> rows(TestPostgres server, String url) throws SQLException {
    List<String> rows = new ArrayList<>();
    try {
      for (List<@Nullable String> row :
          server.rows(url, "SELECT key || ' ' || seq || ' ' || checksum FROM rows")) {
        rows.add(String.valueOf(row.get(0)));
      }
    } catch (SQLException e) {
      if (!"42P01".equals(e.getSQLState())) { // there is no such table yet
        throw e;
      }
    }
    return rows;
  }
}
