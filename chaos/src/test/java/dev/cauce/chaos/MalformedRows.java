package dev.cauce.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** T14. One row in a hundred is malformed, each in one of twelve ways; none of them is lost. */
final class MalformedRows {
  private static final int ROWS = 100_000;

  private MalformedRows() {}

  private static final List<String> BAD =
      List.of(
          "",
          "{",
          "{\"id\":1,\"name\":\"a\"",
          "[1,2,3]",
          "\"text\"",
          "{\"id\":\"x\",\"name\":\"a\",\"ms\":1}",
          "{\"id\":1e400,\"name\":\"a\",\"ms\":1}",
          "{\"id\":99999999999999999999,\"name\":\"a\",\"ms\":1}",
          "{\"id\":1.5,\"name\":\"a\",\"ms\":1}",
          "{\"id\":1,\"name\":\"a\",\"ms\":\"much\"}",
          "{'id':1}",
          "[".repeat(10_000) + "]".repeat(10_000));

  static void play(Scene scene) throws Exception {
    Path in = scene.folder("in").resolve("rows.json");
    Path out = scene.folder().resolve("out");
    Path letters = scene.folder().resolve("letters");
    Ledger ledger = new Ledger(scene.seed());
    Map<String, Long> bad = new HashMap<>();
    try (BufferedWriter text = Files.newBufferedWriter(in, UTF_8)) {
      for (int row = 0; row < ROWS; row++) {
        if (row % 100 == 99) {
          String each = BAD.get(scene.random().nextInt(BAD.size()));
          bad.merge(each, 1L, Long::sum);
          text.append(each).append('\n');
        } else {
          text.append(good(ledger, row)).append('\n');
        }
      }
    }
    CauceProcess cauce =
        scene.start(
            "select",
            "--schema=key string, id bigint, checksum string, ms double",
            "--columns=key, id as seq, checksum",
            "--from=" + in,
            "--to=" + out + "?format=json",
            "--dead-letters=" + letters + "?format=json");
    cauce.ends(0, Duration.ofMinutes(3));
    scene.judge(ledger.rows(Tables.ledgerRows(out), false));
    List<JsonNode> dead = Tables.json(letters);
    Map<String, Long> raw = new HashMap<>();
    List<String> withoutReason = new ArrayList<>();
    for (JsonNode letter : dead) {
      raw.merge(letter.path("row").asText(), 1L, Long::sum);
      if (letter.path("reason").asText("").isEmpty()) {
        withoutReason.add(letter.toString());
      }
    }
    scene.judge(Ledger.table(bad, raw));
    assertThat("kinds of malformed rows", bad.size(), greaterThan(10));
    assertThat("without a reason", withoutReason, equalTo(List.of()));
    scene.note(dead.size() + " dead letters");
  }

  /** A ledger's line as JSON: at times without a column that nobody asks for, or with one more. */
  private static String good(Ledger ledger, int row) {
    String[] cells = ledger.next("k" + row % 100).split(" ", -1);
    String more = row % 7 == 0 ? ",\"more\":{\"a\":[1,2]}" : "";
    return "{\"key\":\""
        + cells[0]
        + "\",\"id\":"
        + cells[1]
        + ",\"checksum\":\""
        + cells[2]
        + "\""
        + more
        + "}";
  }
}
