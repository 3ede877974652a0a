package dev.cauce.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** T0: what is broken although nothing was broken (Jepsen's lesson). */
final class NoFaultCases {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int FILES = 20;

  private NoFaultCases() {}

  static List<Case> all() {
    return List.of(
        Case.always("T0 direct", scene -> count(scene, "direct")),
        Case.always("T0 flink", scene -> count(scene, "flink")),
        Case.rarely("T0 direct rows", scene -> pass(scene, "direct")),
        Case.rarely("T0 flink rows", scene -> pass(scene, "flink")));
  }

  /** Directory, word count, table in a file and in H2. */
  private static void count(Scene scene, String runner) throws Exception {
    Path in = scene.folder("in");
    Path out = scene.folder().resolve("out");
    Map<String, Long> truth = writeWords(scene, in);
    String database = "jdbc:h2:" + scene.folder().resolve("words");
    CauceProcess cauce =
        scene.start(
            "wordcount",
            "--words=spaces",
            "--from=" + in,
            "--to=" + out,
            "--to=" + database + "#words?create=true",
            "--runner=" + runner);
    cauce.ends(0, LIMIT);
    scene.judge(Ledger.table(truth, Tables.counts(out)));
    scene.judge(Ledger.table(truth, Tables.h2Counts(database)));
    scene.note(Tables.counts(out).size() + " words");
  }

  /** Directory, rows as they come, files. */
  private static void pass(Scene scene, String runner) throws Exception {
    Ledger ledger = new Ledger(scene.seed());
    Path in = scene.folder("in");
    Path out = scene.folder().resolve("out");
    for (int file = 0; file < FILES; file++) {
      Files.write(
          in.resolve("f" + file),
          ledger.next(scene.random(), "k", 1000, scene.size(5_000, 50_000)));
    }
    CauceProcess cauce =
        scene.start(
            Flows.rows(
                List.of("--from=" + in, "--to=" + out + "?format=json", "--runner=" + runner)));
    cauce.ends(0, LIMIT);
    scene.judge(ledger.rows(Tables.ledgerRows(out), false));
  }

  private static Map<String, Long> writeWords(Scene scene, Path in) throws IOException {
    Map<String, Long> truth = new HashMap<>();
    Random random = scene.random();
    int lines = scene.size(200_000, 1_000_000) / FILES;
    for (int file = 0; file < FILES; file++) {
      try (BufferedWriter text = Files.newBufferedWriter(in.resolve("f" + file), UTF_8)) {
        for (int line = 0; line < lines; line++) {
          for (int word = 0; word < 5; word++) {
            String each = "w" + (int) (50_000 * Math.pow(random.nextDouble(), 3));
            truth.merge(each, 1L, Long::sum);
            text.append(each).append(word < 4 ? ' ' : '\n');
          }
        }
      }
    }
    return truth;
  }
}
