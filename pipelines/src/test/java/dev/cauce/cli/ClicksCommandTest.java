package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The flow clicks on the example's access log. The numbers were computed by a script of a few lines
 * in another language, which shares nothing with the flow.
 */
public class ClicksCommandTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private static final String LOG = "--from=../examples/clicks";

  private static final String EVENTS =
      """
      {"ts":"2024-03-01T10:00:00Z","event":"view","url":"https://shop.example/?from=mail","user":{"id":"ana"}}
      {"ts":"2024-03-01T10:00:09.5Z","event":"view","url":"https://shop.example/bikes","user":{"id":"ana"}}
      {"ts":"2024-03-01T10:00:11Z","event":"click","user":{"id":"ana"}}
      {"ts":"2024-03-01T10:01:00Z","event":"view","url":"https://shop.example/bikes","user":{"id":"leo"}}
      {"ts":"2024-03-01T10:20:00Z","event":"view","url":"https://shop.example/cart","user":{"id":"ana"}}
      {"ts":"2024-03-01T10:20:01Z","event":"view","user":{"id":"ana"}}
      {"ts":"2024-03-01T10:20:02Z","event":"view","url":"/cart"}
      """;

  @Test
  public void pages_mostViewed_areThoseOfTheReference() {
    assertThat(
        clicks("", LOG, "--mode=complete", "--order-by=views:desc,page", "--limit=6"),
        equalTo(
            new Cauce(
                0,
                """
                page,views,visitors
                /projects/xdotool/,34,32
                /projects/xdotool/xdotool.xhtml,27,26
                /articles/dynamic-dns-with-dhcp/,26,23
                /,22,22
                /blog/geekery/ssl-latency.html,17,10
                /blog/geekery/installing-windows-8-consumer-preview.html,11,10
                """,
                "")));
  }

  @Test
  public void top_ofEachDay_isRanked() {
    for (String mode : List.of("append", "update", "complete")) {
      assertThat(
          mode,
          clicks("", LOG, "--report=top", "--window=1d", "--limit=3", "--mode=" + mode).out(),
          equalTo(
              """
              window_start,window_end,rank,page,views
              2015-05-17T00:00:00.000Z,2015-05-18T00:00:00.000Z,1,/projects/xdotool/,29
              2015-05-17T00:00:00.000Z,2015-05-18T00:00:00.000Z,2,/articles/dynamic-dns-with-dhcp/,23
              2015-05-17T00:00:00.000Z,2015-05-18T00:00:00.000Z,3,/,20
              2015-05-18T00:00:00.000Z,2015-05-19T00:00:00.000Z,1,/projects/xdotool/xdotool.xhtml,7
              2015-05-18T00:00:00.000Z,2015-05-19T00:00:00.000Z,2,/projects/xdotool/,5
              2015-05-18T00:00:00.000Z,2015-05-19T00:00:00.000Z,3,/presentations/logstash-metrics-sf-2012.10/,4
              """));
    }
  }

  @Test
  public void visitorsAndBounce_ofEachDay_areThoseOfTheReference() {
    assertThat(
        clicks("", LOG, "--report=visitors", "--window=1d", "--mode=complete").out(),
        equalTo(
            """
            window_start,window_end,views,visitors
            2015-05-17T00:00:00.000Z,2015-05-18T00:00:00.000Z,253,157
            2015-05-18T00:00:00.000Z,2015-05-19T00:00:00.000Z,42,36
            """));
    assertThat(
        clicks("", LOG, "--report=bounce", "--window=1d", "--mode=complete").out(),
        equalTo(
            """
            window_start,window_end,sessions,bounces,bounce_rate,views_per_session,seconds_per_session
            2015-05-17T00:00:00.000Z,2015-05-18T00:00:00.000Z,174,127,0.7298850574712644,1.4540229885057472,6.431034482758621
            2015-05-18T00:00:00.000Z,2015-05-19T00:00:00.000Z,36,31,0.8611111111111112,1.1666666666666667,2.5
            """));
  }

  @Test
  public void sessions_withPaths_haveTheirPagesInOrder() {
    assertThat(
        clicks(
                "",
                LOG,
                "--report=sessions",
                "--paths",
                "--visitor=client",
                "--where=client = '49.204.238.249'",
                "--mode=complete")
            .out(),
        equalTo(
            """
            window_start,window_end,visitor,views,seconds,entry,exit,path
            2015-05-17T21:05:07.000Z,2015-05-17T21:35:48.000Z,49.204.238.249,6,41.0,/about/,/blog/site/sitemove.html,/about/ > / > /resume.xsl > /projects/fex/ > /resume.xml > /blog/site/sitemove.html
            """));
  }

  @Test
  public void everythingIncluded_countsEachRequest() {
    assertThat(
        clicks("", LOG, "--report=visitors", "--include=all", "--visitor=client").out(),
        equalTo("views,visitors\n2000,409\n"));
  }

  @Test
  public void events_ofNestedFields_areReadAndTheRestIsDeadLetters() throws IOException {
    Path dead = folder.getRoot().toPath().resolve("dead");
    Cauce run =
        clicks(
            EVENTS,
            "--from=-",
            "--format=json",
            "--event-time=ts",
            "--fields=page=url,visitor=user.id",
            "--where=event = 'view'",
            "--report=sessions",
            "--session-gap=10m",
            "--paths",
            "--mode=complete",
            "--order-by=window_start",
            "--dead-letters=" + dead + "?format=json");
    assertThat(
        run.out(),
        equalTo(
            """
            window_start,window_end,visitor,views,seconds,entry,exit,path
            2024-03-01T10:00:00.000Z,2024-03-01T10:10:09.500Z,ana,2,9.5,/,/bikes,/ > /bikes
            2024-03-01T10:01:00.000Z,2024-03-01T10:11:00.000Z,leo,1,0.0,/bikes,/bikes,/bikes
            2024-03-01T10:20:00.000Z,2024-03-01T10:30:00.000Z,ana,1,0.0,/cart,/cart,/cart
            """));
    assertThat(
        run.err(),
        equalTo(
            "In an event, time is ts, page is url, visitor is user.id. Give others with"
                + " --event-time, --fields and --visitor.\n"));
    String letters = letters(dead);
    assertThat(letters, containsString("\"reason\":\"no page: field \\\"url\\\" is missing\""));
    assertThat(letters, containsString("\"reason\":\"no visitor: fields [user.id] are missing\""));
    assertThat(letters.lines().count(), is(2L));
  }

  @Test
  public void events_ofFiles_areLookedAt() throws IOException {
    Path file = folder.getRoot().toPath().resolve("events.jsonl");
    Files.writeString(
        file,
        """
        {"timestamp":1,"path":"/","client_ip":"10.0.0.1","user_agent":"Firefox","status":200}
        {"timestamp":2,"path":"/","client_ip":"10.0.0.1","user_agent":"Chrome","status":200}
        {"timestamp":3,"path":"/","client_ip":"10.0.0.1","user_agent":"Googlebot","status":200}
        {"timestamp":4,"path":"/","client_ip":"10.0.0.1","user_agent":"Firefox","status":404}
        {"timestamp":5,"path":"/a.css","client_ip":"10.0.0.1","user_agent":"Firefox"}
        """,
        UTF_8);
    assertThat(
        clicks("", "--from=" + file),
        equalTo(
            new Cauce(
                0,
                "page,views,visitors\n/,2,2\n",
                "In an event, time is timestamp, page is path, visitor is client_ip and user_agent."
                    + " Give others with --event-time, --fields and --visitor.\n")));
  }

  @Test
  public void accessLog_malformedLine_isADeadLetterWithItsReason() throws IOException {
    Path dead = folder.getRoot().toPath().resolve("dead");
    Cauce run =
        clicks(
            "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"Mozilla\"\n"
                + "10.0.0.1 - - [17/May/2015:10:05:04 +0000] \"GET / HTTP/1.1\" OK 5 \"-\" \"x\"\n"
                + "junk\n",
            "--from=-",
            "--dead-letters=" + dead + "?format=json");
    assertThat(run, equalTo(new Cauce(0, "page,views,visitors\n/,1,1\n", "")));
    String letters = letters(dead);
    assertThat(letters, containsString("OK is no number of 3 digits"));
    assertThat(letters, containsString("event time: no time in brackets"));
    assertThat(letters.lines().count(), is(2L));
  }

  @Test
  public void check_endlessInput_saysHowVisitorsAreCounted() {
    assertThat(
        Cauce.run(
                "check",
                "clicks",
                "--from=socket://localhost:1",
                "--to=console:",
                "--window=1h",
                "--mode=append")
            .out(),
        containsString(
            """
              visitors      exact up to 128 in a group, above it within a standard error of 2.4 %, in 1 KiB
              rows          each once, when the watermark passes its window's end
              state         one row for each window and page, until the watermark passes its window's end: bounded
            """));
    assertThat(
        Cauce.run(
                "check",
                "clicks",
                "--from=socket://localhost:1",
                "--to=console:",
                "--report=bounce",
                "--mode=append")
            .out(),
        containsString("Append of an aggregation over an endless input needs a window"));
  }

  @Test
  public void whatCannotBe_isSaidAtOnce() {
    assertThat(
        clicks(
            "",
            "--from=-",
            "--report=sessions",
            "--window=1m",
            "--counts=exact",
            "--visitor=nobody",
            "--fields=a=b",
            "--event-time=x",
            "--include=robots"),
        equalTo(
            new Cauce(
                2,
                "",
                """
                --window does not belong to --report sessions, each of which is a window of its own: leave it out.
                --counts belongs to --report pages, visitors and top: leave it out.
                --include "robots" is no such kind: use all, or some of [bots, assets, failures, methods].
                --fields belongs to --format json: leave it out.
                --event-time belongs to --format json: leave it out, an access log has its time in brackets.
                --visitor "nobody": an access log has no such field; there are host, client, user, time, method, target, protocol, status, bytes, referrer, agent.
                """)));
    assertThat(
        clicks(
                "",
                "--from=-",
                "--window=session:10m",
                "--session-gap=5m",
                "--paths",
                "--lateness=1m",
                "--bots=(",
                "--where=pages = 1")
            .err(),
        equalTo(
            """
            --window "session:...": use --report sessions, and --session-gap.
            --session-gap belongs to --report sessions and bounce: leave it out.
            --paths belongs to --report sessions: leave it out.
            --bots "(" is not a regular expression: Unclosed group.
            --where: Cannot use the expression "pages = 1": there is no column "pages". The columns are time, visitor, page, moment, host, client, user, method, target, protocol, status, bytes, referrer, agent. Did you mean "page"?
            """));
    assertThat(
        clicks("", "--from=-", "--format=json", "--fields=sum=x").err(),
        equalTo(
            "--fields \"sum=x\": write ROLE=FIELD, with one of the roles page, visitor, ip, agent,"
                + " method, status.\n"));
    assertThat(
        clicks("", "--from=-", "--report=top", "--order-by=views", "--lateness=3s").err(),
        equalTo(
            """
            --order-by: the top pages have their order already: leave it out.
            --lateness needs --window: without windows no page view is late.
            """));
  }

  private Cauce clicks(String in, String... options) {
    List<String> args = new ArrayList<>(List.of("clicks", "--to=console:?format=csv&rows=1000"));
    args.addAll(List.of(options));
    if (args.stream().noneMatch(arg -> arg.startsWith("--dead-letters"))) {
      args.add("--dead-letters=" + folder.getRoot().toPath().resolve("none"));
    }
    return Cauce.run(args, in);
  }

  private static String letters(Path folder) throws IOException {
    StringBuilder letters = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("part")).toList()) {
        letters.append(Files.readString(file, UTF_8));
      }
    }
    return letters.toString();
  }
}
