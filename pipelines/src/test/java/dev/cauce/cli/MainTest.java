package dev.cauce.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import java.io.IOException;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is said about command lines that run nothing. */
public class MainTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private static final String USAGE =
      """
      Usage: cauce FLOW --from URI [--from URI ...] --to URI [--to URI ...] [options]
             cauce FLOW --help    the options of a flow
             cauce check FLOW ... says whether it can run and what it would do; runs nothing
             cauce jobs           what runs here, or with --runner flink://HOST:PORT on a cluster
             cauce stop NAME      stops it, with a savepoint if it has a checkpoint directory
             cauce replay DEAD-LETTERS --to URI
                                  puts rows through again that could not be used
             cauce plot RESULTS   draws a series with its bounds, alerts and scores
             cauce list           the flows, sources, sinks and detectors there are
             cauce --version

      Flows:
        aggregate    Answers a question to JSON, CSV or text: counts, sums, averages by columns.
        anomalies    Finds readings that are unlike what their series has shown so far.
        clicks       Page views, visitors, sessions, bounce rate, top pages, of access logs or events.
        fraud        Scores card payments by the habits of card, place and everybody, with reasons.
        logs         Reads logs: counts by service, level and status, kinds of message, new kinds.
        select       Gives rows of JSON, CSV or text as they come: filtered, computed, without duplicates.
        sensors      Cleans readings of sensors; aggregates them, finds anomalies and silences.
        wordcount    Counts words.

      Example: cauce wordcount --from examples/books --to console:
      """;

  @Test
  public void run_help_printsUsage() {
    assertThat(Cauce.run("--help"), equalTo(new Cauce(0, USAGE, "")));
    assertThat(Cauce.run("-h"), equalTo(new Cauce(0, USAGE, "")));
  }

  @Test
  public void run_nothing_printsUsageAsAnError() {
    assertThat(Cauce.run(), equalTo(new Cauce(2, "", USAGE)));
    assertThat(Cauce.run("--", "--foo"), equalTo(new Cauce(2, "", USAGE)));
  }

  @Test
  public void run_version_namesCauceBeamAndJava() {
    Cauce version = Cauce.run("--version");

    assertThat(version.code(), equalTo(0));
    assertThat(
        version.out(),
        matchesPattern("cauce \\S.* \\(Apache Beam 2\\.70\\.0, Java \\d+[^)]*\\)\\R"));
    assertThat(version.err(), equalTo(""));
  }

  @Test
  public void run_helpOfAFlow_listsItsOptions() {
    assertThat(
        Cauce.run("wordcount", "--mode", "foo", "--help"),
        equalTo(
            new Cauce(
                0,
                """
                Usage: cauce wordcount --from URI [--from URI ...] --to URI [--to URI ...] [options] [-- Beam options]
                Counts words.

                Options:
                      --from=URI             Where rows come from; may be given several times. Example: a
                                               directory, or socket://localhost:9999
                      --to=URI               Where the table goes; may be given several times. Example: console:
                      --mode=MODE            What leaves the table: append, update or complete. Default: update
                                               where there is an aggregation, else append.
                      --trigger=DURATION     How often the table reports: 500ms, 10 seconds, 2m; 0s: as soon as
                                               possible; or available-now: take what is there beyond what the
                                               checkpoint has seen, and end. Default: 1s.
                      --window=WINDOW        Event-time windows: 1m (one after the other), 10m/1m (of 10m,
                                               every 1m), session:30s (rows not further apart), session:
                                               EXPRESSION (a gap from each row).
                      --event-time=FIELD[:FORMAT]
                                             Where the event time of a row stands. FORMAT: iso-8601,
                                               epoch-seconds, epoch-millis or a pattern such as dd/MMM/yyyy.
                                               For lines without columns: regex:PATTERN[;FORMAT]. Default: what
                                               the source takes.
                      --lateness=DURATION    How long after its end a window still takes rows. Default: 0s.
                      --idleness=DURATION    How long a partition that brings nothing holds the windows open.
                                               Default: 10s.
                      --order-by=COLUMNS     Orders a complete table: count:desc,word.
                      --limit=N              The first N rows of a complete table.
                      --dead-letters=URI     Where rows go that cannot be used, any sink (a directory gets JSON
                                               lines); none: the first one fails the run. Default: beside the
                                               output, OUT.dead-letters, or NAME-dead-letters here.
                      --runner=RUNNER        What runs it: direct (Beam's DirectRunner), flink (inside this
                                               JVM) or flink://HOST:PORT (a cluster, by its REST port).
                                               Default: direct, or flink with --checkpoint.
                      --parallelism=N        How many workers. Default: the number of cores.
                      --checkpoint=DIR       Keeps the places of the sources and the state of the table in DIR,
                                               a path or a URI, and goes on from there: after a stop, a crash,
                                               or kill -9.
                      --checkpoint-interval=DURATION
                                             How often, which is also how often a sink that counts each row
                                               once is written. Default: the trigger, but not less than 1s.
                      --state-backend=BACKEND
                                             Where Flink keeps state: heap, or rocksdb for tables that do not
                                               fit into memory. Default: heap.
                      --max-rows-per-run=N   With --trigger available-now: takes at most N rows, evenly from
                                               its sources.
                      --name=NAME            What the run is called. Default: the flow's name.
                      --progress=FORM        Progress on standard error: none, text or json. Default: none.
                      --late-to-dead-letters Rows that come too late for their window go to the dead letters as
                                               well.
                      --explain              Prints the steps of the pipeline on standard error before it runs.
                      --detach               Submits to the cluster and does not wait for the end.
                      --words=letters|spaces What a word is: letters of any script, or what Spark's split(" ")
                                               gives, empty strings included. Default: letters.
                      --ignore-case          Count words in lower case.
                  -h, --help                 This.

                The options from --from to --progress may also be set in the environment: CAUCE_MODE for
                --mode, and so on. What stands behind -- goes to Beam as it is. See also: cauce list
                """,
                "")));
  }

  @Test
  public void run_list_namesFlowsSourcesAndSinks() {
    assertThat(
        Cauce.run("list"),
        equalTo(
            new Cauce(
                0,
                """
                Flows
                  aggregate
                      Answers a question to JSON, CSV or text: counts, sums, averages by columns.
                  anomalies
                      Finds readings that are unlike what their series has shown so far.
                  clicks
                      Page views, visitors, sessions, bounce rate, top pages, of access logs or events.
                  fraud
                      Scores card payments by the habits of card, place and everybody, with reasons.
                  logs
                      Reads logs: counts by service, level and status, kinds of message, new kinds.
                  select
                      Gives rows of JSON, CSV or text as they come: filtered, computed, without duplicates.
                  sensors
                      Cleans readings of sensors; aggregates them, finds anomalies and silences.
                  wordcount
                      Counts words.

                Sources (--from)
                  console: or -
                      lines of standard input, to its end
                  a path or file:///DIR
                      lines of the files that are there; with watch also of files to come; with follow also of what is appended
                      ?match=*.log &watch=1s &follow=true &files-per-trigger=N &latest-first=true &max-age=7d &clean=archive|delete|off &charset=UTF-8 &compression=gzip
                  kafka://HOST:PORT,HOST:PORT/TOPIC
                      values of a topic; with until=latest those that are there
                      ?from=earliest|latest|TIME &until=latest &config=FILE &max-rate=N
                  rate:
                      made-up rows, for trying out and load; endless
                      ?rows-per-second=N
                  socket://HOST:PORT
                      lines of a peer that listens; connects again when it goes away
                      ?end-on-close=true

                Sinks (--to)
                  console: or -
                      standard output, as Spark's console prints it, or JSON lines or CSV for other programs
                      ?rows=20 &truncate=false &format=table|json|csv
                  a path or file:///DIR
                      files in a directory, csv unless told otherwise; update and complete replace them atomically; with checkpoints exactly once
                      ?format=text|csv|json|parquet|avro &partition-by=COLUMN,COLUMN &compression=none|snappy|zstd
                  jdbc:postgresql://HOST/DATABASE#TABLE
                      a table of PostgreSQL, of MariaDB or MySQL (jdbc:mariadb:, jdbc:mysql:), or of H2: jdbc:h2:./FILE#TABLE; exactly once with a checkpoint
                      ?create=true &config=FILE
                  kafka://HOST:PORT,HOST:PORT/TOPIC
                      a topic: the key columns as key, the row as JSON as value; at least once, or with exactly-once in transactions, once a checkpoint
                      ?exactly-once=true &config=FILE
                  memory:NAME
                      a table in this process, for tests and for embedding

                Detectors (anomalies --detector)
                  any-of(DETECTOR;DETECTOR...)
                      an anomaly where any of several detectors sees one: the highest of their scores
                  DETECTOR+calibrate
                      scores by how rare they are in the series itself, round any detector
                      :cut-off=2.5  how rare an anomaly's score is, in powers of ten
                      :memory=25000  after how many readings a score counts half
                      :warm-up=100  scores before the first alert
                  DETECTOR+cool-down
                      silence for a while after an alert, round any detector
                      :threshold=0.5  the score from which on a reading is an alert
                      :least=30  for how many readings it is silent at least
                      :share=0.04  for what share of the readings so far it is silent
                      :most=500  for how many readings it is silent at most
                  ewma
                      standard deviations from a mean that forgets; next to no state
                      :alpha=0.005  weight of the newest reading
                      :cut-off=3  standard deviations that make an anomaly
                      :warm-up=30  readings of a series that are seen and not judged
                  half-space-trees
                      how empty the place of a reading of several values was of late
                      :trees=25  random trees
                      :depth=10  times that each tree halves the space
                      :window=250  readings that are counted together
                      :seed=1  of the trees; the same gives the same
                      :cut-off=3  deviations emptier than usual that make an anomaly
                  iqr
                      distance outside the middle half of the last readings: the fence of a box plot
                      :window=1000  readings looked back on
                      :cut-off=1.5  widths of the middle half that make an anomaly
                      :warm-up=30  readings of a series that are seen and not judged
                  level-shift
                      a series that goes to another level and stays there
                      :fast=20  readings of the quick mean
                      :slow=500  readings of the slow mean
                      :cut-off=3  times the usual distance of the means that make an anomaly
                      :warm-up=100  readings of a series that are seen and not judged
                  novelty
                      states in which a series has never been, at five scales of time; needs no settings
                      :half-life=15000  after how many readings what was seen counts half
                      :warm-up=150  readings before the first alert
                      :seed=1  of the grids' random shifts and sizes
                  random-cut-forest
                      how much a reading of one or several values disturbs a sample of those before; slow
                      :trees=50  trees of the forest
                      :sample=256  readings that each tree has a sample of
                      :shingle=1  last readings that are judged together
                      :warm-up=256  readings of a series that are seen and not judged
                      :seed=1  of the trees; the same gives the same
                      :cut-off=3  deviations above the usual score that make an anomaly
                  robust-z
                      distance from the median in median distances; outliers do not spoil it
                      :window=1000  readings looked back on
                      :cut-off=3  robust deviations that make an anomaly
                      :warm-up=30  readings of a series that are seen and not judged
                  seasonal
                      distance from what the series is like at that time of day or week
                      :slots=48  slots that a day is cut into
                      :alpha=0.1  weight of the newest visit to a slot
                      :visits=2  visits to a slot before readings in it are judged
                      :cut-off=5  robust deviations that make an anomaly
                  spot
                      how rare a value is by extreme value theory; with depth, from a drifting mean
                      :risk=1.0E-4  probability below which a reading is an anomaly
                      :level=0.98  share of the first readings within each threshold
                      :warm-up=1000  readings that set the thresholds and are not judged
                      :depth=0  ordinary readings whose mean is what drifts; 0: nothing does
                      :peaks=200  excesses kept on each side for their distribution
                      :restart=100  anomalies in a row after which it starts anew; 0: never, as published
                  vote(DETECTOR;DETECTOR...)
                      an anomaly where most of several detectors see one, or at least so many
                      :at-least=0  detectors that must agree; 0 for more than half of them
                  z-score
                      standard deviations from the mean of the last readings
                      :window=1000  readings looked back on; 0 for all
                      :cut-off=3  standard deviations that make an anomaly
                      :warm-up=30  readings of a series that are seen and not judged
                """,
                "")));
    checkRefused("list takes nothing more: write cauce list.\n", "list", "sources");
  }

  @Test
  public void run_manyMistakes_saysAllOfThemOnce() {
    checkRefused(
        """
        --mode "foo" is not a mode: use append, update or complete.
        --trigger "soon" is not a duration: write 500ms, 5s, 10 seconds, 2m, 1h or 7d.
        --runner "spark" is not a runner: use direct, flink or flink://HOST:PORT.
        --parallelism "0" is not a number of workers: use 1 to 32.
        --progress "bar" is not a form of progress: use none, text or json.
        --words "lines" is not what it takes: use letters or spaces.
        --window "1x" is not a window: write 1m, 10m/1m or session:30s.
        --limit "0" is not a number of rows: use 1 or more.
        --by is not an option of wordcount: see cauce wordcount --help.
        --ingore-case is not an option of wordcount: see cauce wordcount --help.\
         Did you mean "--ignore-case"?
        --from "/no/such": No such file or directory: "/no/such".
        --to "gopher:": "gopher" is not a sink: use a path or console, file, jdbc, kafka or memory.
        --to "console:?rows=x&bows=1": rows "x" is not a number that it takes: use 1 to 1000000.
        --to "console:?rows=x&bows=1": "bows" is not an option of it: use rows, truncate or format.\
         Did you mean "rows"?
        """,
        "wordcount",
        "--from=/no/such",
        "--to",
        "gopher:",
        "--to",
        "console:?rows=x&bows=1",
        "--mode=foo",
        "--trigger",
        "soon",
        "--runner",
        "spark",
        "--parallelism",
        "0",
        "--progress",
        "bar",
        "--words",
        "lines",
        "--window",
        "1x",
        "--limit=0",
        "--by",
        "host",
        "--ingore-case");
  }

  @Test
  public void run_withoutEnds_namesThem() {
    checkRefused(
        """
        --from is missing: name a source, for example a directory or socket://localhost:9999.
        --to is missing: name a sink, for example console:.
        """,
        "wordcount");
  }

  @Test
  public void run_unknownFlow_saysTheRestAsWell() {
    checkRefused(
        """
        "wordcnt" is not a flow: use aggregate, anomalies, clicks, fraud, logs, select, sensors or wordcount. Did you mean "wordcount"?
        --mode "foo" is not a mode: use append, update or complete.
        --from "socket://x": "x" is not a host and a port: write HOST:PORT, for example\
         localhost:9999.
        """,
        "wordcnt",
        "--from",
        "socket://x",
        "--to",
        "-",
        "--mode",
        "foo",
        "--its-own",
        "1");
  }

  @Test
  public void run_optionFirst_saysWhereTheFlowStands() {
    checkRefused(
        """
        The flow comes first: cauce aggregate --from ...
        --to is missing: name a sink, for example console:.
        """,
        "--from",
        "rate:",
        "wordcount");
  }

  @Test
  public void run_optionTwiceOrWithoutValue_saysSo() {
    checkRefused(
        """
        --trigger is given twice: give it once.
        --mode has no value: write it behind the option.
        """,
        "wordcount",
        "--from",
        "rate:",
        "--to",
        "-",
        "--trigger",
        "1s",
        "--trigger",
        "2s",
        "--mode");
    checkRefused(
        "--from has no value: write it behind the option.\n", "wordcount", "--from", "--to", "-");
  }

  @Test
  public void run_strayWord_saysThatItBelongsNowhere() {
    checkRefused(
        "\"books\" belongs to no option: write --from, --to or another before it.\n",
        "wordcount",
        "books",
        "--from",
        "rate:",
        "--to",
        "-");
  }

  @Test
  public void run_brokenUri_saysWhatIsWrong() {
    checkRefused(
        """
        --from "rate:?x": "x" is not an option: write name=value.
        --to "": nothing is named: write a URI or a path.
        """,
        "wordcount",
        "--from",
        "rate:?x",
        "--to",
        "");
  }

  @Test
  public void run_appendOverEndlessInput_isRefusedWithTheRemedy() throws IOException {
    checkRefused(
        """
        --mode append: Append of an aggregation over an endless input needs a window or the event\
         time among its keys, for without one no row is ever final: give it a window, or use update\
         or complete mode.
        """,
        "wordcount",
        "--from",
        folder.newFolder().getPath(),
        "--from",
        "rate:",
        "--to",
        "-",
        "--mode",
        "append");
  }

  @Test
  public void run_unknownBeamOption_isRefused() {
    checkRefused(
        "Beam and this runner have no option \"--fooBar\".\n",
        "wordcount",
        "--from",
        "rate:",
        "--to",
        "-",
        "--",
        "--fooBar=1");
  }

  @Test
  public void run_noBroker_saysSoInOneLineAndFails() {
    assertThat(
        Cauce.run("wordcount", "--from", "kafka://localhost:1/t", "--to", "-"),
        equalTo(
            new Cauce(
                1,
                "",
                "Cannot reach Kafka at localhost:1 within 10 s: is the broker running, is the"
                    + " address right?\n")));
  }

  private static void checkRefused(String err, String... args) {
    assertThat(Cauce.run(args), equalTo(new Cauce(2, "", err)));
  }
}
