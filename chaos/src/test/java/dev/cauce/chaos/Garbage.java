package dev.cauce.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * T9. Lines of bytes that are no UTF-8, or that a terminal would obey, before a thousand good ones:
 * the good ones count, the others are dead letters, and no byte of them reaches the terminal as it
 * is.
 */
final class Garbage {
  private static final int GOOD = 1000;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private Garbage() {}

  static void play(Scene scene, String runner) throws Exception {
    Ledger ledger = new Ledger(scene.seed());
    Path in = scene.folder("in").resolve("lines");
    Path out = scene.folder().resolve("out");
    Path letters = scene.folder().resolve("letters");
    long bad;
    try (OutputStream bytes = new BufferedOutputStream(Files.newOutputStream(in))) {
      bad = writeGarbage(scene.random(), bytes, (long) scene.size(4, 100) << 20);
      for (String line : ledger.next(scene.random(), "k", 10, GOOD)) {
        bytes.write((line + "\n").getBytes(UTF_8));
      }
    }
    CauceProcess cauce =
        scene.start(
            "select",
            "--format=regex:(?<key>k\\d+) (?<seq>\\d+) (?<checksum>[0-9a-f]{8})",
            "--schema=key string, seq bigint, checksum string",
            "--from=" + in,
            "--to=" + out + "?format=json",
            "--dead-letters=" + letters + "?format=json",
            "--runner=" + runner);
    cauce.ends(0, LIMIT);
    scene.judge(ledger.rows(Tables.ledgerRows(out), false));
    long dead = 0;
    for (Path part : Tables.parts(letters)) {
      try (var lines = Files.lines(part)) {
        dead += lines.count();
      }
    }
    assertThat("dead letters", dead, equalTo(bad));
    scene.note(bad + " bad lines, all dead letters");
    terminal(scene, runner);
  }

  private static void terminal(Scene scene, String runner) throws Exception {
    Path in = scene.folder("terminal").resolve("lines");
    try (OutputStream bytes = new BufferedOutputStream(Files.newOutputStream(in))) {
      writeGarbage(scene.random(), bytes, 1 << 18);
    }
    CauceProcess cauce =
        scene.start(
            "wordcount",
            "--words=spaces",
            "--from=" + in,
            "--to=console:?rows=100000&truncate=false",
            "--progress=text",
            "--runner=" + runner);
    cauce.ends(0, LIMIT);
    String shown = cauce.out();
    assertThat("lines", shown.lines().count(), greaterThan(1000L));
    assertThat("control characters shown", controls(shown), equalTo(List.of()));
    assertThat("control characters said", controls(cauce.err()), equalTo(List.of()));
  }

  /** Those that no table and no message has. */
  private static List<Integer> controls(String text) {
    return text.chars()
        .filter(c -> Character.isISOControl(c) && c != '\n')
        .boxed()
        .distinct()
        .toList();
  }

  /** Writes so many bytes at least, and gives the number of lines. */
  private static long writeGarbage(Random random, OutputStream out, long bytes) throws IOException {
    long lines = 0;
    for (long left = bytes; left > 0; lines++) {
      byte[] line = new byte[20 + random.nextInt(160)];
      random.nextBytes(line);
      for (int i = 0; i < line.length; i++) {
        // One in ten is a byte that a terminal obeys: ESC, NUL, BEL, DEL, CSI of eight bits.
        line[i] =
            random.nextInt(10) == 0
                ? "\u001b\u0000\u0007\u007f".getBytes(UTF_8)[random.nextInt(4)]
                : line[i];
        if (line[i] == '\n' || line[i] == '\r') {
          line[i] = (byte) 0x9b;
        }
      }
      out.write(line);
      out.write('\n');
      left -= line.length + 1;
    }
    return lines;
  }
}
