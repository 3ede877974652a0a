package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Questions to rows of text, from the command line to the table. */
public class AggregateCommandTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private static final List<String> ROWS =
      List.of(
          "{\"ts\":\"2024-03-01T10:00:01Z\",\"host\":\"a\",\"status\":200,\"bytes\":10}",
          "{\"ts\":\"2024-03-01T10:00:31Z\",\"host\":\"b\",\"status\":500,\"bytes\":20}",
          "{\"ts\":\"2024-03-01T10:01:01Z\",\"host\":\"a\",\"status\":503,\"bytes\":30}",
          "{\"ts\":\"2024-03-01T10:01:02Z\",\"host\":\"a\",\"status\":500,\"bytes\":null}");

  private Path rows;
  private Path dead;

  @Before
  public void writeRows() throws IOException {
    rows = folder.getRoot().toPath().resolve("rows.jsonl");
    dead = folder.getRoot().toPath().resolve("dead");
    Files.write(rows, ROWS, UTF_8);
  }

  @Test
  public void run_windowsInEveryMode_giveTheSameTable() {
    for (String mode : List.of("append", "update", "complete")) {
      Cauce run =
          csv(
              rows,
              "--window=1m",
              "--event-time=ts",
              "--where=status >= 200",
              "--by=host",
              "--agg=count, sum(bytes), avg(status) as status",
              "--mode=" + mode);

      assertThat(mode, run.err(), equalTo(""));
      assertThat(
          mode,
          sorted(run),
          equalTo(
              """
              window_start,window_end,host,count,sum(bytes),status
              2024-03-01T10:00:00.000Z,2024-03-01T10:01:00.000Z,a,1,10,200.0
              2024-03-01T10:00:00.000Z,2024-03-01T10:01:00.000Z,b,1,20,500.0
              2024-03-01T10:01:00.000Z,2024-03-01T10:02:00.000Z,a,2,30,501.5
              """));
    }
    assertThat(Files.exists(dead), equalTo(false)); // nothing is made until there is one
  }

  @Test
  public void run_slidingWindowsAndSessions_areThoseAskedFor() {
    assertThat(
        sorted(csv(rows, "--window=2m/1m", "--event-time=ts")),
        equalTo(
            """
            window_start,window_end,count
            2024-03-01T09:59:00.000Z,2024-03-01T10:01:00.000Z,2
            2024-03-01T10:00:00.000Z,2024-03-01T10:02:00.000Z,4
            2024-03-01T10:01:00.000Z,2024-03-01T10:03:00.000Z,2
            """));
    assertThat(
        sorted(csv(rows, "--window=session:30s", "--event-time=ts", "--by=host")),
        equalTo(
            """
            window_start,window_end,host,count
            2024-03-01T10:00:01.000Z,2024-03-01T10:00:31.000Z,a,1
            2024-03-01T10:00:31.000Z,2024-03-01T10:01:01.000Z,b,1
            2024-03-01T10:01:01.000Z,2024-03-01T10:01:32.000Z,a,2
            """));
    assertThat(
        sorted(
            csv(
                rows,
                "--window=session:case when host = 'a' then '2 minutes' else '1 second' end",
                "--event-time=ts",
                "--by=host")),
        equalTo(
            """
            window_start,window_end,host,count
            2024-03-01T10:00:01.000Z,2024-03-01T10:03:02.000Z,a,3
            2024-03-01T10:00:31.000Z,2024-03-01T10:00:32.000Z,b,1
            """));
  }

  @Test
  public void run_withoutAnything_countsAllRows() {
    assertThat(csv(rows), equalTo(new Cauce(0, "count\n4\n", "")));
  }

  @Test
  public void run_havingOrderAndLimit_finishTheTable() {
    assertThat(
        csv(
                rows,
                "--by=status",
                "--agg=count, max(bytes) as most",
                "--having=count > 0",
                "--mode=complete",
                "--order-by=count:desc,status",
                "--limit=2")
            .out(),
        equalTo("status,count,most\n500,2,20\n200,1,10\n"));
  }

  @Test
  public void run_rollup_hasSubtotals() {
    assertThat(
        sorted(csv(rows, "--by=host, status", "--rollup")),
        equalTo(
            """
            host,status,count
            ,,4
            a,,3
            a,200,1
            a,500,1
            a,503,1
            b,,1
            b,500,1
            """));
  }

  @Test
  public void run_csvWithHeader_passesTheHeaderOver() throws IOException {
    Path file =
        Files.writeString(
            folder.getRoot().toPath().resolve("rows.csv"),
            "at;host;ms\n2024-03-01 10:00:01;a;5\n2024-03-01 10:00:02;\"b;c\";7\n",
            UTF_8);

    assertThat(
        csv(
            file,
            "--format=csv",
            "--header",
            "--delimiter=;",
            "--by=host",
            "--agg=avg(ms) as ms",
            "--window=10s",
            "--event-time=at",
            "--mode=complete",
            "--order-by=host"),
        equalTo(
            new Cauce(
                0,
                """
                window_start,window_end,host,ms
                2024-03-01T10:00:00.000Z,2024-03-01T10:00:10.000Z,a,5.0
                2024-03-01T10:00:00.000Z,2024-03-01T10:00:10.000Z,b;c,7.0
                """,
                "")));
    assertThat(Files.exists(dead), equalTo(false));
  }

  @Test
  public void run_regexOnAccessLog_findsColumnsAndTime() throws IOException {
    Path log =
        Files.writeString(
            folder.getRoot().toPath().resolve("access.log"),
            """
            83.149.9.216 - - [17/May/2015:10:05:03 +0000] "GET /a.png HTTP/1.1" 200 203023 "-" "-"
            83.149.9.216 - - [17/May/2015:11:05:43 +0000] "GET /b.png HTTP/1.1" 404 17 "-" "-"
            """,
            UTF_8);

    assertThat(
        csv(
                log,
                "--format=regex:(?<ip>\\S+) \\S+ \\S+ \\[(?<ts>[^]]+)\\] \"\\S+ (?<path>\\S+)[^\"]*\""
                    + " (?<status>\\d+) (?<bytes>\\d+|-).*",
                "--by=status div 100 as class",
                "--agg=sum(bytes) as bytes",
                "--window=1h",
                "--event-time=ts:dd/MMM/yyyy:HH:mm:ss Z",
                "--mode=complete",
                "--order-by=class")
            .out(),
        equalTo(
            """
            window_start,window_end,class,bytes
            2015-05-17T10:00:00.000Z,2015-05-17T11:00:00.000Z,2,203023
            2015-05-17T11:00:00.000Z,2015-05-17T12:00:00.000Z,4,17
            """));
  }

  @Test
  public void run_badRows_goToTheDeadLettersAndAreCounted() throws IOException {
    List<String> lines = new ArrayList<>(ROWS);
    lines.add("junk");
    lines.add("{\"ts\":\"soon\",\"host\":\"a\",\"status\":200}");
    lines.add("{\"ts\":\"2024-03-01T10:01:01Z\",\"host\":\"a\",\"status\":\"none\"}");
    Files.write(rows, lines, UTF_8);

    Cauce run =
        csv(
            rows,
            "--schema=ts timestamp, host string, status int",
            "--event-time=ts",
            "--window=1h",
            "--progress=json");

    assertThat(
        run.out(),
        equalTo(
            """
            window_start,window_end,count
            2024-03-01T10:00:00.000Z,2024-03-01T11:00:00.000Z,4
            """));
    assertThat(
        deadLetters(),
        equalTo(
            List.of(
                "event time: \\\"soon\\\" is no ISO-8601 time",
                "event time: the row is no JSON object",
                "field \\\"status\\\": \\\"none\\\" is no int")));
    int counted =
        Stream.of(run.err().split("\n"))
            .filter(line -> line.contains("\"numDeadLetters\":"))
            .mapToInt(
                line -> Integer.parseInt(line.replaceAll(".*\"numDeadLetters\":(\\d+).*", "$1")))
            .sum();
    assertThat(run.err(), counted, equalTo(3));
  }

  @Test
  public void run_noDeadLetters_failsAtTheFirstBadRow() throws IOException {
    Files.writeString(rows, "{\"a\":1}\n[]\n", UTF_8);

    Cauce run =
        Cauce.run(
            "aggregate",
            "--from",
            rows.toString(),
            "--to",
            "console:",
            "--dead-letters",
            "none",
            "--schema",
            "a int");

    assertThat(run.code(), equalTo(1));
    assertThat(
        run.err(),
        containsString(
            "Give the table dead letters for rows like this, with withDeadLetters or"
                + " --dead-letters."));
  }

  @Test
  public void run_toADirectory_putsDeadLettersBesideIt() throws IOException {
    Files.writeString(rows, "{\"a\":1}\n[]\n", UTF_8);
    Path out = folder.getRoot().toPath().resolve("out");

    Cauce run = Cauce.run("aggregate", "--from", rows.toString(), "--to", out + "/");

    assertThat(run, equalTo(new Cauce(0, "", "")));
    assertThat(Files.readString(out.resolve("table.csv"), UTF_8), equalTo("count\n1\n"));
    dead = folder.getRoot().toPath().resolve("out.dead-letters");
    assertThat(deadLetters().size(), equalTo(1));
  }

  @Test
  public void run_liveInputWithoutSchema_takesTheColumnsFromTheQuestion() {
    Cauce run =
        Cauce.run(
            List.of(
                "aggregate",
                "--from=-",
                "--to=console:?format=csv",
                "--by=host",
                "--agg=count, sum(bytes) as bytes",
                "--where=status >= 500",
                "--dead-letters=" + dead,
                "--mode=complete",
                "--order-by=host"),
            String.join("\n", ROWS));

    assertThat(
        run,
        equalTo(
            new Cauce(
                0,
                "host,count,bytes\na,2,30.0\nb,1,20.0\n",
                "The columns of a line, taken from the question: status double, host string, bytes"
                    + " double. Give others with --schema.\n")));
  }

  @Test
  public void run_onFlink_givesTheSameTable() {
    assertThat(
        sorted(csv(rows, "--window=1m", "--event-time=ts", "--by=host", "--runner=flink")),
        equalTo(
            """
            window_start,window_end,host,count
            2024-03-01T10:00:00.000Z,2024-03-01T10:01:00.000Z,a,1
            2024-03-01T10:00:00.000Z,2024-03-01T10:01:00.000Z,b,1
            2024-03-01T10:01:00.000Z,2024-03-01T10:02:00.000Z,a,2
            """));
  }

  @Test
  public void run_explain_printsTheStepsFirst() {
    Cauce run =
        Cauce.run(
            "aggregate",
            "--from",
            rows.toString(),
            "--to",
            "console:?format=csv",
            "--explain",
            "--mode=complete",
            "--order-by=count",
            "--dead-letters=none");

    assertThat(
        run.err(),
        equalTo(
            """
            Read file
              Files
            aggregate
              Aggregate
                Gather
                Merge (by key, between workers)
              Finish
                Finish
            Write console
              Batches
                Spill
                Gather (by key, between workers)
                Write
            """));
  }

  @Test
  public void run_exampleOfTheReadme_printsWhatStandsThere() throws IOException {
    Cauce run =
        Cauce.run(
            "aggregate",
            "--from=../examples/requests",
            "--to=console:",
            "--where=status < 400",
            "--by=status",
            "--agg=count, sum(bytes) as bytes, max(bytes) as largest",
            "--event-time=at",
            "--window=1h",
            "--mode=complete",
            "--order-by=window_start,count:desc",
            "--limit=8");

    assertThat(run.err(), equalTo(""));
    assertThat(Files.readString(Path.of("../README.md"), UTF_8), containsString(run.out()));
  }

  /** The table as CSV. */
  private Cauce csv(Path from, String... options) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "aggregate",
                "--from=" + from,
                "--to=console:?format=csv",
                "--dead-letters=" + dead + "?format=json"));
    args.addAll(List.of(options));
    return Cauce.run(args.toArray(new String[0]));
  }

  /** The header, then the rows in order. */
  private static String sorted(Cauce run) {
    List<String> lines = new ArrayList<>(run.out().lines().filter(l -> !l.isEmpty()).toList());
    if (lines.isEmpty()) {
      return run.toString();
    }
    lines.subList(1, lines.size()).sort(null);
    return String.join("\n", lines) + "\n";
  }

  /** The reasons, in order. */
  private List<String> deadLetters() throws IOException {
    List<String> reasons = new ArrayList<>();
    try (Stream<Path> files = Files.list(dead)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        for (String line : Files.readAllLines(file, UTF_8)) {
          reasons.add(line.replaceAll(".*\"reason\":\"(.*)\",\"row\".*", "$1"));
        }
      }
    }
    reasons.sort(null);
    return reasons;
  }
}
