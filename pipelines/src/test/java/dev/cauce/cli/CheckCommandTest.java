package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is said of command lines before they run. No server that is named here is there. */
public class CheckCommandTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void check_windowsInAppendMode_saysWhenRowsComeOut() {
    assertThat(
        Cauce.run(
            "check",
            "aggregate",
            "--from=socket://localhost:9999",
            "--to=kafka://localhost:9092/errors",
            "--where=status >= 500",
            "--by=host",
            "--event-time=at",
            "--window=1m",
            "--lateness=30s",
            "--mode=append"),
        equalTo(
            new Cauce(
                0,
                """
                allowed: aggregate in append mode over endless input, on direct
                  columns       window_start timestamp, window_end timestamp, host string, count bigint; key window_start, window_end, host
                  note          The columns of a line, taken from the question: status double, host string, at timestamp. Give others with --schema.
                  event time    json at; a row without one is a dead letter
                  rows          each once, when the watermark passes its window's end + 30s
                  state         one row for each window and host, until the watermark passes its window's end + 30s: bounded
                  late rows     counted as numRowsDroppedByWatermark
                  dead letters  to aggregate-dead-letters?format=json, counted as numDeadLetters
                after a crash:
                  state         none is kept: --checkpoint DIR keeps it
                  socket        at most once: what was sent is not sent again
                  to kafka      at least once: a record may come twice, in order by key
                """,
                "")));
  }

  @Test
  public void check_updatesWithCheckpoints_saysWhatIsGuaranteed() {
    assertThat(
        Cauce.run(
            "check",
            "aggregate",
            "--from=kafka://localhost:9092/in",
            "--to=kafka://localhost:9092/out",
            "--schema=host string, ms double",
            "--by=host",
            "--agg=max(ms) as ms",
            "--checkpoint=/var/lib/shop/checkpoint",
            "--dead-letters=none"),
        equalTo(
            new Cauce(
                0,
                """
                allowed: aggregate in update mode over endless input, on flink
                  columns       host string, ms double; key host
                  rows          at each tick, those of the groups that were touched since the last
                  state         one row for each host, for ever: bounded only by how many there are
                  dead letters  none: the first row that cannot be used fails the run
                after a crash:
                  state         exactly once, from the newest checkpoint in /var/lib/shop/checkpoint
                  kafka         exactly once: goes on at the checkpoint's offsets
                  to kafka      at least once with versions: the last record of each key is right
                """,
                "")));
  }

  @Test
  public void check_filesThatAreThere_areOneBatch() throws IOException {
    Path file = folder.newFile("rows.jsonl").toPath();
    Files.writeString(file, "{\"status\":200}\n", UTF_8);
    Path out = folder.getRoot().toPath().resolve("out");

    assertThat(
        Cauce.run(
            "check", "aggregate", "--from=" + file, "--to=" + out, "--by=status", "--explain"),
        equalTo(
            new Cauce(
                0,
                """
                allowed: aggregate in update mode over input that ends, on direct
                  columns       status bigint, count bigint; key status
                  rows          once, when the input has ended
                  state         none is kept; groups must fit in memory
                  dead letters  to OUT.dead-letters?format=json, counted as numDeadLetters
                after a crash:
                  state         none is kept: run it again, and it writes the same table
                  file          all is read again
                  to file       the table of a tick, replaced as a whole, never torn; as exact as the state
                steps:
                  Read file: FILE
                  aggregate
                    Aggregate
                      Gather
                      Merge (by key, between workers)
                  Write file: OUT
                  Write dead letters: OUT.dead-letters?format=json
                """
                    .replace("OUT", out.toString())
                    .replace("FILE", file.toString()),
                "")));
    assertThat(Files.exists(out), equalTo(false));
  }

  @Test
  public void check_wordsInSlidingWindows_showsTheSteps() {
    assertThat(
        Cauce.run(
            "check",
            "wordcount",
            "--from=socket://localhost:9999",
            "--to=console:",
            "--window=10m/1m",
            "--event-time=regex:^(\\S+)",
            "--late-to-dead-letters",
            "--explain"),
        equalTo(
            new Cauce(
                0,
                """
                allowed: wordcount in update mode over endless input, on direct
                  columns       window_start timestamp, window_end timestamp, word string, count bigint; key window_start, window_end, word
                  event time    regex ^(\\S+); a row without one is a dead letter
                  rows          at each tick, those of the groups that were touched since the last
                  state         one row for each window and word, until the watermark passes its window's end: bounded
                  late rows     counted as numRowsDroppedByWatermark, and to the dead letters
                  dead letters  to wordcount-dead-letters?format=json, counted as numDeadLetters
                after a crash:
                  state         none is kept: --checkpoint DIR keeps it
                  socket        at most once: what was sent is not sent again
                  to console    none: what was printed may be printed again
                steps:
                  Read socket: socket://localhost:9999
                  wordcount
                    Gather
                    Keep (by key, between workers)
                  Write console: console:
                  Write dead letters: wordcount-dead-letters?format=json
                """,
                "")));
  }

  @Test
  public void check_distinctRows_saysHowLongTheyAreRemembered() {
    assertThat(
        Cauce.run(
            "check",
            "select",
            "--from=socket://localhost:9999",
            "--to=console:",
            "--event-time=at",
            "--distinct=id",
            "--distinct-within=10m",
            "--columns=id"),
        equalTo(
            new Cauce(
                0,
                """
                allowed: select in append mode over endless input, on direct
                  columns       id string
                  note          The columns of a line, taken from the question: id string, at timestamp. Give others with --schema.
                  event time    json at; a row without one is a dead letter
                  rows          each once, at the tick after it came
                  state         each id for 10m: bounded
                  late rows     counted as numRowsDroppedByWatermark
                  dead letters  to select-dead-letters?format=json, counted as numDeadLetters
                after a crash:
                  state         none is kept: --checkpoint DIR keeps it
                  socket        at most once: what was sent is not sent again
                  to console    none: what was printed may be printed again
                """,
                "")));
  }

  @Test
  public void check_refused_saysWhyAndWhatToDo() {
    checkRefused(
        """
        refused: aggregate
          --mode append: Append of an aggregation over an endless input needs a window or the event time among its keys, for without one no row is ever final: give it a window, or use update or complete mode.
          --mode append: Only a whole table can be ordered: use complete mode.
        """,
        "--by=host",
        "--mode=append",
        "--order-by=count");
    checkRefused(
        """
        refused: aggregate
          --mode update: A limit in update mode cannot take back the rows that fall out of it: use complete mode.
        """,
        "--by=host",
        "--limit=3");
    checkRefused(
        """
        refused: aggregate
          --to "kafka://localhost:9092/out": the rows have no key, so no record could replace an older one: group by something, or name another sink.
        """,
        "--to=kafka://localhost:9092/out");
    checkRefused(
        """
        refused: aggregate
          --to "jdbc:h2:./shop#counts": the rows have no key, so none could replace an older one: use --mode complete, or group by something.
        """,
        "--to=jdbc:h2:./shop#counts");
    checkRefused(
        """
        refused: aggregate
          --rollup and --cube are both given: give one of them.
          --rollup and --cube need columns: give --by.
          --lateness needs --window or --event-time: without them no row is late.
          --where: Cannot use the expression "status >=": something is missing after ">=" at character 8.
          --agg: Cannot use the expression "summ(bytes)": there is no aggregate function "summ". Did you mean "sum"?
        """,
        "--rollup",
        "--cube",
        "--lateness=3s",
        "--where=status >=",
        "--agg=summ(bytes)");
    checkRefused(
        """
        refused: aggregate
          --late-to-dead-letters needs --window: without windows no row is late.
          --late-to-dead-letters needs dead letters: leave --dead-letters none out.
          --idleness needs --window or --event-time: without them nothing waits for a partition.
        """,
        "--late-to-dead-letters",
        "--dead-letters=none",
        "--idleness=3s");
    checkRefused(
        """
        refused: aggregate
          --schema is missing: "ms" may be a number or a text, which have different orders; say it: --schema "ms double, ...".
          --dead-letters "gopher:": "gopher" is not a sink: use a path or console, file, jdbc, kafka or memory.
        """,
        "--agg=max(ms)",
        "--dead-letters=gopher:");
    checkRefused(
        """
        refused: aggregate
          --schema is missing: the lines cannot be looked at before it runs, so name their columns in their order: --schema "host string".
        """,
        "--by=host",
        "--format=csv");
    checkRefused(
        """
        refused: aggregate
          --window: Cannot use the expression "foo bar": "bar" at character 5 was not expected.
        """,
        "--window=session:foo bar");
    checkRefused(
        """
        refused: aggregate
          --format "regex:(" is not a regular expression: Unclosed group at character 2.
        """,
        "--format=regex:(");
  }

  @Test
  public void check_wordcountThatCannot_isRefused() {
    assertThat(
        Cauce.run(
            "check",
            "wordcount",
            "--from=rate:",
            "--to=console:",
            "--event-time=at",
            "--lateness=3s",
            "--dead-letters=x",
            "--order-by=words"),
        equalTo(
            new Cauce(
                2,
                """
                refused: wordcount
                  --event-time needs --window: without windows a word counts at any time.
                  --lateness needs --window: without windows no word is late.
                  --event-time: "at" is not a place in a line: write regex:PATTERN, regex:PATTERN;FORMAT, json:FIELD, json:FIELD:FORMAT or arrival.
                  --order-by: Cannot use the expression "words": there is no column "words". The columns are word, count. Did you mean "word"?
                """,
                "")));
    assertThat(
        Cauce.run("check", "wordcount", "--from=rate:", "--to=console:", "--dead-letters=x"),
        equalTo(
            new Cauce(
                2,
                """
                refused: wordcount
                  --dead-letters is of no use here: every line can be used. Leave it out.
                """,
                "")));
  }

  @Test
  public void check_nothing_wantsAFlow() {
    assertThat(
        Cauce.run("check"),
        equalTo(
            new Cauce(2, "", "check needs a flow: cauce check aggregate --from ... --to ...\n")));
  }

  private static void checkRefused(String out, String... options) {
    String[] args = new String[options.length + 4];
    args[0] = "check";
    args[1] = "aggregate";
    args[2] = "--from=socket://localhost:9999";
    args[3] = "--to=memory:never";
    System.arraycopy(options, 0, args, 4, options.length);
    assertThat(Cauce.run(args), equalTo(new Cauce(2, out, "")));
  }
}
