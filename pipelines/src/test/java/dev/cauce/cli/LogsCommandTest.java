package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Lines of logs, from the command line to standard output. */
public class LogsCommandTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private static final String LINES =
      """
      2026-11-22 10:00:00,000 INFO shop.Cart: took 5 ms
      2026-11-22 10:00:20,000 ERROR shop.Cart: card of ann refused
      java.lang.IllegalStateException: no such card
      \tat shop.Cart.pay(Cart.java:12)
      2026-11-22 10:01:00,000 INFO shop.Cart: took 7 ms
      10.0.0.9 - - [22/Nov/2026:10:01:30 +0000] "GET /a HTTP/1.1" 503 0
      what is this
      """;

  @Test
  public void run_countsByWindow_takesEachLineAtItsTime() throws IOException {
    assertThat(
        logs("--window=1m").out().lines().toList(),
        containsInAnyOrder(
            row(
                "10:00",
                "10:01",
                "\"service\":\"shop.Cart\",\"level\":\"INFO\",\"status\":null,",
                1),
            row(
                "10:00",
                "10:01",
                "\"service\":\"shop.Cart\",\"level\":\"ERROR\",\"status\":null,",
                1),
            row(
                "10:01",
                "10:02",
                "\"service\":\"shop.Cart\",\"level\":\"INFO\",\"status\":null,",
                1),
            row("10:01", "10:02", "\"service\":null,\"level\":\"ERROR\",\"status\":503,", 1)));
    assertThat(
        dead(),
        containsString(
            "\"reason\":\"event time: not a line of a log of a known kind, which begins with a time"
                + " or a level\",\"row\":\"what is this\""));
  }

  private static String row(String start, String end, String keys, int count) {
    return "{\"window_start\":\"2026-11-22T"
        + start
        + ":00.000Z\",\"window_end\":\"2026-11-22T"
        + end
        + ":00.000Z\","
        + keys
        + "\"count\":"
        + count
        + "}";
  }

  @Test
  public void run_countsWithoutWindows_takesALineOfNoKindAsAMessage() {
    assertThat(
        logs("--by=level", "--where=status is null").out().lines().toList(),
        containsInAnyOrder(
            "{\"level\":\"INFO\",\"count\":2}",
            "{\"level\":\"ERROR\",\"count\":1}",
            "{\"level\":null,\"count\":1}"));
  }

  @Test
  public void run_templates_inOrder() {
    assertThat(
        logs("--report=templates", "--mode=complete", "--order-by=count desc", "--limit=1").out(),
        equalTo(
            "{\"id\":\"18a7a7d0df7d\",\"template\":\"took <*>\",\"count\":2,\"level\":\"INFO\","
                + "\"services\":\"shop.Cart\",\"first_seen\":\"2026-11-22T10:00:00.000Z\","
                + "\"last_seen\":\"2026-11-22T10:01:00.000Z\",\"example\":\"took 5 ms\"}\n"));
  }

  @Test
  public void run_newKindsOfErrors_areThoseOnly() {
    assertThat(
        logs("--report=new", "--where=level = 'ERROR' and status is null").out(),
        containsString("\"template\":\"card of ann refused\""));
  }

  @Test
  public void run_events_areTheLinesTakenApart() {
    assertThat(
        logs("--report=events", "--where=status = 503").out(),
        equalTo(
            "{\"time\":\"2026-11-22T10:01:30.000Z\",\"level\":\"ERROR\",\"service\":null,\"host\":\"10.0.0.9\","
                + "\"status\":503,\"message\":\"GET /a HTTP/1.1\"}\n"));
  }

  @Test
  public void run_formatGiven_otherLinesAreDeadLetters() throws IOException {
    assertThat(
        logs("--format=access", "--by=status").out(), equalTo("{\"status\":503,\"count\":1}\n"));
    assertThat(dead().lines().count(), equalTo(4L));
    assertThat(
        dead(),
        containsString("\"reason\":\"not a line of the format access\",\"row\":\"what is this\""));
  }

  @Test
  public void run_errors_theMinuteWithManyIsFound() {
    StringBuilder lines = new StringBuilder();
    for (int minute = 0; minute < 240; minute++) {
      int errors = minute == 200 ? 60 : 1 + minute % 3;
      for (int i = 0; i < errors; i++) {
        lines.append(
            String.format(
                Locale.ROOT,
                "2026-11-22 %02d:%02d:%02d ERROR shop.Cart: card refused%n",
                minute / 60,
                minute % 60,
                i % 60));
      }
    }
    String out = read(lines.toString(), "--report=errors", "--detector=z-score").out();
    assertThat(
        out,
        containsString(
            "{\"series\":\"shop.Cart\",\"time\":\"2026-11-22T03:20:00.000Z\",\"value\":60.0,"));
    assertThat(out.lines().count(), equalTo(1L));
  }

  @Test
  public void run_whatDoesNotFit_isRefusedAllAtOnce() {
    assertThat(
        logs(
                "--report=new",
                "--mode=complete",
                "--window=1m",
                "--by=level",
                "--zone=Mars",
                "--where=nonsense = 1",
                "--sensitivity=high")
            .err(),
        equalTo(
            """
            --sensitivity belongs to --report errors: leave it out.
            --by belongs to --report counts: leave it out.
            --window belongs to --report counts and errors: leave it out, for --report new looks at all time.
            --zone "Mars" is no time zone: write one like Europe/Madrid, +02:00 or UTC.
            --report new says each kind once, in append mode: leave --mode out, or use --report templates for a table that is kept up to date.
            --where: Cannot use the expression "nonsense = 1": there is no column "nonsense". The columns are time, level, service, host, status, message.
            """));
  }

  private Cauce logs(String... options) {
    return read(LINES, options);
  }

  private Cauce read(String lines, String... options) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "logs",
                "--from=-",
                "--to=console:?format=json",
                "--dead-letters=" + folder.getRoot().toPath().resolve("dead") + "?format=json"));
    args.addAll(List.of(options));
    return Cauce.run(args, lines);
  }

  private String dead() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder.getRoot().toPath().resolve("dead"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, UTF_8));
      }
    }
    return all.toString();
  }
}
