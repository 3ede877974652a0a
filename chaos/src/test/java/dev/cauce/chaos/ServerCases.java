package dev.cauce.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.cauce.io.databasetest.TestPostgres;
import dev.cauce.io.kafkatest.KafkaBroker;
import java.time.Duration;
import java.util.List;

/** T5, T18: servers that go away and come back while a run uses them. */
final class ServerCases {
  private ServerCases() {}

  static List<Case> all() {
    return List.of(
        Case.rarely("T5", ServerCases::broker),
        Case.rarely("T18", ServerCases::database),
        Case.rarely("T18 commit", ServerCases::commitUnanswered));
  }

  /** T5. The broker is stopped and killed, and comes back; the run goes on by itself. */
  private static void broker(Scene scene) throws Exception {
    KafkaBroker broker = new KafkaBroker();
    broker.open();
    scene.keep(broker::close);
    broker.createTopic("lines", 2);
    Workload workload = Workload.words(scene, broker, "lines");
    Resumed run =
        new Resumed(scene, workload, CountSink.postgres(TestPostgres.shared(), workload.sqlKey()));
    CauceProcess cauce = run.start();
    run.awaitProgress(cauce);
    for (int bounce = 0; bounce < scene.size(2, 10); bounce++) {
      Await.pass(scene.saboteur().between(Duration.ZERO, Duration.ofSeconds(3)));
      if (bounce % 2 == 0) {
        broker.stop();
      } else {
        broker.crash();
      }
      Await.pass(scene.saboteur().between(Duration.ZERO, Duration.ofSeconds(3)));
      broker.start();
      scene.recovered(run.awaitProgress(cauce));
    }
    run.finish(cauce);
    assertThat("runs", cauce.isAlive(), equalTo(false));
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
