package dev.cauce.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.oneOf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cauce.io.databasetest.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** T22, T23: names and values that are code elsewhere; passwords that show. */
final class SecurityCases {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private SecurityCases() {}

  static List<Case> all() {
    return List.of(
        Case.rarely("T22", SecurityCases::names), Case.rarely("T23", SecurityCases::secrets));
  }

  /** T22. A table's name is a name, a column's too, and values are bound. */
  private static void names(Scene scene) throws Exception {
    TestPostgres server = TestPostgres.shared();
    String url = server.newDatabase();
    server.execute(
        url,
        "CREATE TABLE canary (id int); INSERT INTO canary VALUES (1);"
            + " GRANT SELECT ON canary TO PUBLIC");
    Path in = scene.folder("in").resolve("rows");
    List<String> values =
        List.of(
            "'; DROP TABLE canary; --",
            "\"quoted\"",
            "Robert'); DROP TABLE canary;--",
            "$1",
            "?",
            "\\",
            "%s",
            "x".repeat(5000));
    Files.write(in, values);
    Map<String, Long> truth = new HashMap<>();
    values.forEach(value -> truth.put(value, 1L));
    for (String refused :
        List.of("t; DROP TABLE canary--", "a\"b", "'", "a.b.c", "t%00", "x".repeat(300))) {
      CauceProcess cauce = words(scene, server, in, url + "#" + refused + "?create=true");
      int code = cauce.end(LIMIT);
      assertThat(refused + ": " + cauce.said(), code == 1 || code == 2, equalTo(true));
    }
    for (String reserved : List.of("select", "order", "User Table")) {
      CauceProcess cauce = words(scene, server, in, url + "#" + reserved + "?create=true");
      cauce.ends(0, LIMIT);
      Map<String, Long> counts = new HashMap<>();
      for (List<@Nullable String> row :
          server.rows(url, "SELECT \"a;b\"\" --\", count FROM \"" + reserved + "\"")) {
        counts.put(String.valueOf(row.get(0)), Long.valueOf(String.valueOf(row.get(1))));
      }
      scene.judge(Ledger.table(truth, counts));
    }
    assertThat(
        server.rows(url, "SELECT id FROM canary").toString(),
        equalTo(List.of(List.of("1")).toString()));
  }

  private static CauceProcess words(Scene scene, TestPostgres server, Path in, String to)
      throws IOException {
    return scene.keep(
        scene
            .cauce(
                List.of(
                    "aggregate",
                    "--format=regex:(?<line>.*)",
                    "--schema=line string",
                    "--by=line as `a;b\" --`",
                    "--agg=count",
                    "--from=" + in,
                    "--to=" + to))
            .environment("CAUCE_DB_USER", server.user())
            .environment("CAUCE_DB_PASSWORD", server.password())
            .start());
  }

  /** T23. The password is nowhere where anybody but the database sees it. */
  private static void secrets(Scene scene) throws Exception {
    TestPostgres server = TestPostgres.shared();
    String marker = server.password();
    Workload workload = Workload.words(scene);
    Resumed run =
        new Resumed(
            scene,
            workload,
            CountSink.postgres(server, workload.sqlKey()),
            "--explain",
            "--progress=json");
    CauceProcess cauce = run.start();
    run.awaitProgress(cauce);
    List<String> found = new ArrayList<>();
    look(found, marker, "ps", Files.readString(Path.of("/proc/" + cauce.pid() + "/cmdline")));
    int pages = flinkPages(found, marker, cauce.pid());
    assertThat("pages of Flink", pages, greaterThan(3));
    run.finish(cauce);
    // Refused or failing, it is not said either.
    String wrong = server.newDatabase();
    for (String to :
        List.of(
            wrong + "?password=" + marker + "#t",
            wrong.replace("//", "//cauce:" + marker + "@") + "#t")) {
      CauceProcess refused = scene.start("wordcount", "--from=" + scene.folder(), "--to=" + to);
      refused.ends(2, LIMIT);
    }
    CauceProcess denied =
        scene.keep(
            scene
                .cauce(
                    List.of("wordcount", "--from=" + scene.folder("in"), "--to=" + wrong + "#none"))
                .environment("CAUCE_DB_USER", "nobody")
                .environment("CAUCE_DB_PASSWORD", marker)
                .environment("CAUCE_STACKTRACE", "1")
                .start());
    int ended = denied.end(LIMIT);
    assertThat(denied.said(), ended, oneOf(1, 2));
    // Logs, checkpoints, manifests: all that was left behind.
    try (Stream<Path> files = Files.walk(scene.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        look(found, marker, file.toString(), new String(Files.readAllBytes(file), ISO_8859_1));
      }
    }
    assertThat("where the password shows", found, equalTo(List.of()));
    scene.note(pages + " pages of Flink");
  }

  private static void look(List<String> found, String marker, String where, String text) {
    if (text.contains(marker)) {
      found.add(where);
    }
  }

  /** What Flink's own page tells everybody; gives how many answers there were. */
  private static int flinkPages(List<String> found, String marker, long pid) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    int pages = 0;
    for (int port : Ports.listening(pid)) {
      String jobs = get(http, port, "/jobs/overview");
      if (!jobs.startsWith("{")) {
        continue; // not this port
      }
      List<String> paths =
          new ArrayList<>(List.of("/config", "/jobmanager/config", "/jobmanager/environment"));
      for (JsonNode job : Tables.json(jobs).path("jobs")) {
        String path = "/jobs/" + job.path("jid").asText();
        paths.addAll(
            List.of(
                path, path + "/config", path + "/plan", path + "/exceptions", path + "/metrics"));
      }
      for (String path : paths) {
        look(found, marker, path, get(http, port, path));
        pages++;
      }
    }
    return pages;
  }

  private static String get(HttpClient http, int port, String path) throws InterruptedException {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException noHttp) {
      return "";
    }
  }
}
