package dev.cauce.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** T12, T13: what can become of files that are read. */
final class FileCases {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern LEFT_OUT = Pattern.compile("Left out \"([^\"]+)\"");

  private FileCases() {}

  static List<Case> all() {
    return List.of(
        Case.rarely("T12 watch", FileCases::watched),
        Case.always("T12 follow", FileCases::followed),
        Case.rarely("T13 there", scene -> oddities(scene, "")),
        Case.always("T13 watch", scene -> oddities(scene, "&watch=200ms")));
  }

  /** T12. Each file once, whole, whatever is done to it before and after. */
  private static void watched(Scene scene) throws Exception {
    Ledger ledger = new Ledger(scene.seed());
    Path in = scene.folder("in");
    Path out = scene.folder().resolve("out");
    Run run = new Run(scene, ledger, out, start(scene, in + "?watch=1s", out));

    // Written in pieces, in mid-line, each within the interval.
    String text = lines(scene, ledger, 300);
    Path slow = in.resolve("slow");
    for (int piece = 0; piece < 4; piece++) {
      append(slow, text.substring(piece * text.length() / 4, (piece + 1) * text.length() / 4));
      Await.pass(Duration.ofMillis(400));
    }
    run.awaitAll();

    // Under a name that is left alone, then renamed.
    Path hidden = in.resolve(".renamed");
    append(hidden, lines(scene, ledger, 100));
    Files.move(hidden, in.resolve("renamed"), StandardCopyOption.ATOMIC_MOVE);
    run.awaitAll();

    // A name that was read is not read again: appended, truncated, replaced, deleted and made anew.
    append(in.resolve("renamed"), "k0 7 appended\n");
    Files.writeString(slow, "k0 7 truncated\n");
    Path replacement = Files.writeString(in.resolve(".replacement"), "k0 7 replaced\n");
    Files.move(replacement, in.resolve("renamed"), StandardCopyOption.REPLACE_EXISTING);
    Files.delete(slow);
    Await.pass(Duration.ofSeconds(3));
    Files.writeString(slow, "k0 7 anew\n");

    // A file that goes while it is still being watched for being complete.
    Path gone = Files.writeString(in.resolve("gone"), "k0 7 gone\n");
    Await.pass(Duration.ofMillis(100));
    Files.delete(gone);

    append(in.resolve("last"), lines(scene, ledger, 100));
    run.awaitAll();
    Await.pass(Duration.ofSeconds(3));
    run.judge();
  }

  /** T12. Each line once, whatever is done to the file that it is appended to. */
  private static void followed(Scene scene) throws Exception {
    Ledger ledger = new Ledger(scene.seed());
    Path in = scene.folder("in");
    Path out = scene.folder().resolve("out");
    Run run =
        new Run(scene, ledger, out, start(scene, in + "?match=*.log&watch=200ms&follow=true", out));
    Path log = in.resolve("app.log");
    for (int round = 0; round < scene.size(2, 8); round++) {
      // Appended, in mid-line: the half line waits for its end.
      append(log, lines(scene, ledger, 200));
      String half = ledger.next("half");
      append(log, half.substring(0, half.length() - 5));
      Await.pass(Duration.ofMillis(500));
      append(log, half.substring(half.length() - 5) + "\n");
      run.awaitAll();

      // Renamed away, still written to, then a new one of the name.
      Path rotated = in.resolve("app.log." + round);
      Files.move(log, rotated);
      append(rotated, lines(scene, ledger, 50));
      append(log, lines(scene, ledger, 50));
      run.awaitAll();

      // Truncated when all was read; what comes then is new.
      try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
      Await.pass(Duration.ofMillis(600));
      append(log, lines(scene, ledger, 50));
      run.awaitAll();

      // Replaced by another file, and deleted.
      Path other = in.resolve(".other");
      append(other, lines(scene, ledger, 50));
      Files.move(other, log, StandardCopyOption.REPLACE_EXISTING);
      run.awaitAll();
      Files.delete(log);
      Await.pass(Duration.ofMillis(600));
    }
    run.judge();
  }

  private static CauceProcess start(Scene scene, String from, Path out) throws IOException {
    return scene.start(
        Flows.rows(
            List.of(
                "--from=" + from,
                "--to=" + out + "?format=json",
                "--trigger=200ms",
                "--dead-letters=none")));
  }

  private record Run(Scene scene, Ledger ledger, Path out, CauceProcess cauce) {
    void awaitAll() throws Exception {
      cauce.await(
          "all " + ledger.expected() + " rows in " + out,
          LIMIT,
          () -> Tables.ledgerRows(out).size() >= ledger.expected());
    }

    void judge() throws Exception {
      scene.judge(ledger.rows(Tables.ledgerRows(out), false));
      assertThat("alive", cauce.isAlive(), equalTo(true));
    }
  }

  private static String lines(Scene scene, Ledger ledger, int number) {
    return String.join("\n", ledger.next(scene.random(), "k", 10, number)) + "\n";
  }

  /** Appends, and forces it to the disk. */
  private static void append(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      channel.write(UTF_8.encode(text));
      channel.force(true);
    }
  }

  /**
   * T13. What looks like a file and cannot be read is left out, said once each; the rest is read.
   */
  private static void oddities(Scene scene, String watch) throws Exception {
    Ledger ledger = new Ledger(scene.seed());
    Path in = scene.folder("in");
    Path out = scene.folder().resolve("out");
    Set<String> odd = new TreeSet<>();
    odd.add(Files.createDirectory(in.resolve("directory.log")).toString());
    odd.add(Files.createSymbolicLink(in.resolve("loop.log"), Path.of("loop.log")).toString());
    odd.add(Files.createSymbolicLink(in.resolve("nowhere.log"), Path.of("nothing")).toString());
    odd.add(Files.createSymbolicLink(in.resolve("zero.log"), Path.of("/dev/zero")).toString());
    odd.add(make("mkfifo", in.resolve("pipe.log")));
    Path secret = Files.writeString(in.resolve("secret.log"), "k0 7 secret\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
    odd.add(secret.toString());
    Files.writeString(in.resolve("a.log"), lines(scene, ledger, 500));
    Files.writeString(in.resolve("z.log"), lines(scene, ledger, 500));

    CauceProcess.Builder builder =
        scene.cauce(
            Flows.rows(
                List.of(
                    "--from=" + in + "?match=*.log" + watch,
                    "--to=" + out + "?format=json",
                    "--trigger=200ms",
                    "--dead-letters=none")));
    if (Files.isReadable(secret)) {
      // Root may read everything, unless it is taken from it.
      builder.under("setpriv", "--bounding-set=-dac_override,-dac_read_search");
    }
    CauceProcess cauce = scene.keep(builder.start());
    if (watch.isEmpty()) {
      cauce.ends(0, LIMIT);
    } else {
      cauce.await("all rows", LIMIT, () -> Tables.ledgerRows(out).size() >= ledger.expected());
      Await.pass(Duration.ofSeconds(2)); // some more polls
      Files.writeString(in.resolve("later.log"), lines(scene, ledger, 500));
      cauce.await("later rows", LIMIT, () -> Tables.ledgerRows(out).size() >= ledger.expected());
    }
    scene.judge(ledger.rows(Tables.ledgerRows(out), false));
    List<String> leftOut = new ArrayList<>();
    for (Matcher said = LEFT_OUT.matcher(cauce.err()); said.find(); ) {
      leftOut.add(said.group(1));
    }
    assertThat(cauce.err(), leftOut, containsInAnyOrder(odd.toArray()));
    scene.note(leftOut.size() + " left out");
  }

  private static String make(String command, Path path) throws IOException, InterruptedException {
    int code = new ProcessBuilder(command, path.toString()).start().waitFor();
    if (code != 0) {
      throw new IOException(command + " gave " + code);
    }
    return path.toString();
  }
}
