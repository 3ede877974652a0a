package dev.cauce.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.cauce.io.databasetest.TestPostgres;
import dev.cauce.io.kafkatest.KafkaBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** T5, T18: servers that go away and come back while a run uses them. */
final class ServerCases {
  private ServerCases() {}

  static List<Case> all() {
    return List.of(
        Case.rarely("T5", ServerCases::broker),
        Case.rarely("T5 topic", scene -> brokerOnBothSides(scene, false)),
        Case.rarely("T5 topic exactly once", scene -> brokerOnBothSides(scene, true)),
        Case.rarely("T18", ServerCases::database),
        Case.rarely("T18 commit", ServerCases::commitUnanswered));
  }

  /** T5. The broker is stopped and killed, and comes back; the run goes on by itself. */
  private static void broker(Scene scene) throws Exception {
    KafkaBroker broker = start(scene);
    broker.createTopic("lines", 2);
    Workload workload = Workload.words(scene, broker, "lines");
    Resumed run =
        new Resumed(scene, workload, CountSink.postgres(TestPostgres.shared(), workload.sqlKey()));
    CauceProcess cauce = run.start();
    run.awaitProgress(cauce);
    for (int bounce = 0; bounce < scene.size(2, 10); bounce++) {
      bounce(scene, broker, bounce);
      scene.recovered(run.awaitProgress(cauce));
    }
    run.finish(cauce);
    assertThat("runs", cauce.isAlive(), equalTo(false));
  }

  private static KafkaBroker start(Scene scene) throws IOException {
    KafkaBroker broker = new KafkaBroker();
    broker.open();
    scene.keep(broker::close);
    return broker;
  }

  private static void bounce(Scene scene, KafkaBroker broker, int number) throws IOException {
    Await.pass(scene.saboteur().between(Duration.ZERO, Duration.ofSeconds(3)));
    if (number % 2 == 0) {
      broker.stop();
    } else {
      broker.crash();
    }
    Await.pass(scene.saboteur().between(Duration.ZERO, Duration.ofSeconds(3)));
    broker.start();
  }

  /** T5. The same with topics of that broker on both sides: duplicates only if not ruled out. */
  private static void brokerOnBothSides(Scene scene, boolean exactlyOnce) throws Exception {
    KafkaBroker broker = start(scene);
    broker.createTopic("in", 2);
    broker.createTopic("out", 2);
    Ledger ledger = new Ledger(scene.seed());
    String topics = "kafka://" + broker.brokers();
    CauceProcess cauce =
        scene.start(
            Flows.rows(
                List.of(
                    "--from=" + topics + "/in?from=earliest",
                    "--to=" + topics + "/out" + (exactlyOnce ? "?exactly-once=true" : ""),
                    "--trigger=500ms",
                    "--checkpoint=" + scene.folder().resolve("checkpoint"),
                    "--checkpoint-interval=1s")));
    int bounces = scene.size(2, 10);
    for (int bounce = 0; bounce <= bounces; bounce++) {
      int before = broker.readAll("out").size();
      for (int batch = 0; batch < 20; batch++) {
        for (int partition = 0; partition < 2; partition++) {
          broker.send("in", partition, ledger.next(scene.random(), "p" + partition + "k", 20, 200));
        }
      }
      long begin = System.nanoTime();
      cauce.await("rows", Resumed.LIMIT, () -> broker.readAll("out").size() > before);
      if (bounce > 0) {
        scene.recovered(Duration.ofNanos(System.nanoTime() - begin));
      }
      if (bounce < bounces) {
        bounce(scene, broker, bounce);
      }
    }
    Await.holdsWithin(Resumed.LIMIT, () -> broker.readAll("out").size() >= ledger.expected());
    cauce.signal("TERM");
    cauce.ends(143, Duration.ofSeconds(60));
    List<String> rows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> row : broker.readAll("out")) {
      rows.add(Tables.ledgerRow(Tables.json(new String(row.value(), UTF_8))));
    }
    Verdict verdict = ledger.rows(rows, false);
    if (!exactlyOnce) {
      scene.note(verdict.duplicated() + " duplicates, which this sink may give");
      verdict = new Verdict(verdict.expected(), verdict.lost(), 0, 0, verdict.torn());
    }
    scene.judge(verdict);
  }

  /** T18. The database is stopped for 10 s, crashes, and throws its clients out. */
  private static void database(Scene scene) throws Exception {
    TestPostgres server = TestPostgres.start();
    scene.keep(server);
    Workload workload = Workload.words(scene);
    Resumed run = new Resumed(scene, workload, CountSink.postgres(server, workload.sqlKey()));
    CauceProcess cauce = run.start();
    run.awaitProgress(cauce);
    for (int fault = 0; fault < scene.size(3, 9); fault++) {
      Await.pass(scene.saboteur().between(Duration.ZERO, Duration.ofSeconds(3)));
      switch (fault % 3) {
        case 0 -> {
          server.stop();
          Await.pass(Duration.ofSeconds(10));
          server.restart();
        }
        case 1 -> {
          server.kill();
          server.restart();
        }
        default -> server.cutConnections();
      }
      scene.recovered(run.awaitProgress(cauce));
    }
    run.finish(cauce);
  }

  /** T18. The connection breaks when COMMIT has been sent and not been answered. */
  private static void commitUnanswered(Scene scene) throws Exception {
    TestPostgres server = TestPostgres.shared();
    FaultProxy proxy = scene.keep(new FaultProxy(server.port()));
    Workload workload = Workload.words(scene);
    String url = server.newDatabase();
    // The driver sends the word each time only if it prepares nothing.
    String proxied =
        url.replace(":" + server.port() + "/", ":" + proxy.port() + "/") + "?prepareThreshold=0";
    Resumed run =
        new Resumed(
            scene, workload, CountSink.postgres(server, url, proxied, workload.sqlKey(), ""));
    CauceProcess cauce = run.start();
    run.awaitProgress(cauce);
    int cuts = scene.size(3, 10);
    for (int cut = 0; cut < cuts; cut++) {
      int before = proxy.cuts();
      proxy.cutAfter("COMMIT");
      cauce.await("a commit", Resumed.LIMIT, () -> proxy.cuts() > before);
      scene.recovered(run.awaitProgress(cauce));
    }
    scene.note(proxy.cuts() + " commits not answered");
    run.finish(cauce);
  }
}
