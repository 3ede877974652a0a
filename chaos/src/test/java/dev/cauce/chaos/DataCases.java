package dev.cauce.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** T14, T15, T25: what rows can hold. */
final class DataCases {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private DataCases() {}

  static List<Case> all() {
    return List.of(
        Case.rarely("T9 direct", scene -> Garbage.play(scene, "direct")),
        Case.rarely("T9 flink", scene -> Garbage.play(scene, "flink")),
        Case.always("T14", MalformedRows::play),
        Case.rarely("T15", DataCases::poison),
        Case.rarely("T16", LateRows::play),
        Case.always("T25", DataCases::names));
  }

  /**
   * T15. A row that no function survives: with a place for it the others go on, without it ends.
   */
  private static void poison(Scene scene) throws Exception {
    Ledger ledger = new Ledger(scene.seed());
    Path in = scene.folder("in").resolve("rows");
    Path out = scene.folder().resolve("out");
    List<String> lines = new ArrayList<>(ledger.next(scene.random(), "k", 50, 20_000));
    String poison = "poison 0 00000000";
    lines.add(scene.random().nextInt(lines.size()), poison);
    Files.write(in, lines);
    List<String> question =
        List.of(
            "--columns=key, seq, checksum, 1 div (case when key = 'poison' then 0 else 1 end) as one",
            "--from=" + in);

    List<String> with = new ArrayList<>(question);
    with.add("--to=" + out + "?format=json");
    CauceProcess going = scene.start(Flows.rows(with));
    going.ends(0, LIMIT);
    scene.judge(ledger.rows(Tables.ledgerRows(out), false));
    List<JsonNode> letters = Tables.json(Path.of(out + ".dead-letters"));
    assertThat(letters, hasSize(1));
    assertThat(letters.get(0).path("row").asText(), equalTo(poison));

    for (String runner : List.of("direct", "flink")) {
      List<String> without = new ArrayList<>(question);
      without.addAll(
          List.of(
              "--to=" + scene.folder().resolve("never") + "?format=json",
              "--dead-letters=none",
              "--runner=" + runner));
      CauceProcess ending = scene.start(Flows.rows(without));
      ending.ends(1, LIMIT);
      List<String> said = ending.err().lines().toList();
      assertThat(ending.err(), said, hasSize(1));
      assertThat(ending.err(), containsString("division by zero"));
      assertThat(ending.err(), containsString(in.toString()));
    }
  }

  /** T25. Words that look like paths stay words; links in the sink's directory are not followed. */
  private static void names(Scene scene) throws Exception {
    Path in = scene.folder("in").resolve("words");
    Path out = scene.folder("out");
    Path outside = scene.folder("outside");
    Path victim = Files.writeString(outside.resolve("victim"), "mine");
    Files.createSymbolicLink(out.resolve("table.csv"), victim);
    Files.createSymbolicLink(out.resolve(".table.csv.tmp"), victim);
    List<String> words =
        List.of(
            "../../x", "/etc/x", "a\u0000b", "x".repeat(1000), "<script>", "${env:HOME}", "%2e%2e");
    Files.write(in, words);
    CauceProcess cauce = scene.start("wordcount", "--words=spaces", "--from=" + in, "--to=" + out);
    cauce.ends(0, LIMIT);
    Map<String, Long> counts = Tables.counts(out);
    Map<String, Long> truth = new HashMap<>();
    words.forEach(word -> truth.put(word, 1L));
    scene.judge(Ledger.table(truth, counts));
    assertThat(Files.readString(victim, UTF_8), equalTo("mine"));
    assertThat("links", Files.isSymbolicLink(out.resolve("table.csv")), equalTo(false));
    assertThat(Tables.parts(outside), equalTo(List.of(victim)));
    assertThat(Tables.parts(out), equalTo(List.of(out.resolve("table.csv"))));
  }
}
