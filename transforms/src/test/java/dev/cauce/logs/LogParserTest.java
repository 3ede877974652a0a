package dev.cauce.logs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.cauce.row.EventTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class LogParserTest {
  private static final LogParser PARSER = LogParser.detecting(ZoneOffset.UTC);

  private static LogEvent event(
      @Nullable String time,
      @Nullable String level,
      @Nullable String service,
      @Nullable String host,
      @Nullable Integer status,
      String message) {
    long micros =
        time == null
            ? EventTime.NONE
            : ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
    return new LogEvent(micros, level, service, host, status, message);
  }

  private static LogEvent parsed(LogParser parser, String line) {
    return Objects.requireNonNull(parser.parse(line));
  }

  private static void assertParsed(String line, LogEvent expected) {
    assertThat(line, PARSER.parse(line), equalTo(expected));
  }

  @Test
  public void parse_accessLog_commonAndCombined() {
    assertParsed(
        "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /apache_pb.gif HTTP/1.0\" 200 2326",
        event(
            "2000-10-10T20:55:36Z", "INFO", null, "127.0.0.1", 200, "GET /apache_pb.gif HTTP/1.0"));
    assertParsed(
        "::1 - - [10/Oct/2000:13:55:36 +0000] \"GET /a\\\"b HTTP/1.1\" 404 - \"http://x/\" \"curl\"",
        event("2000-10-10T13:55:36Z", "WARN", null, "::1", 404, "GET /a\\\"b HTTP/1.1"));
    assertParsed(
        "www.example.com:443 10.0.0.9 - - [10/Oct/2000:13:55:36 +0000] \"POST /buy HTTP/2.0\" 503 0",
        event(
            "2000-10-10T13:55:36Z",
            "ERROR",
            "www.example.com:443",
            "10.0.0.9",
            503,
            "POST /buy HTTP/2.0"));
  }

  @Test
  public void parse_errorLogs_ofApacheAndNginx() {
    assertParsed(
        "[Mon Dec 05 07:47:36 2005] [notice] workerEnv.init() ok /etc/httpd/conf/workers2.properties",
        event(
            "2005-12-05T07:47:36Z",
            "NOTICE",
            null,
            null,
            null,
            "workerEnv.init() ok /etc/httpd/conf/workers2.properties"));
    assertParsed(
        "[Wed Oct 11 14:32:52.123456 2023] [core:error] [pid 4567:tid 1402] [client 10.0.0.1:5555]"
            + " AH00124: Request exceeded the limit",
        event(
            "2023-10-11T14:32:52.123456Z",
            "ERROR",
            "core",
            "10.0.0.1",
            null,
            "AH00124: Request exceeded the limit"));
    assertParsed(
        "2015/10/30 12:00:00 [error] 123#0: *45 open() \"/x\" failed (2: No such file)",
        event(
            "2015-10-30T12:00:00Z",
            "ERROR",
            null,
            null,
            null,
            "*45 open() \"/x\" failed (2: No such file)"));
  }

  @Test
  public void parse_syslog_ofBothStandards() {
    // The examples of RFC 5424 (6.5) and RFC 3164 (5.4).
    assertParsed(
        "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - 'su root' failed",
        event(
            "2003-10-11T22:14:15.003Z",
            "FATAL",
            "su",
            "mymachine.example.com",
            null,
            "'su root' failed"));
    assertParsed(
        "<165>1 2003-10-11T22:14:15.003Z host evntslog - ID47"
            + " [exampleSDID@32473 iut=\"3\" eventSource=\"A \\] pp\"][other x=\"y\"] An event",
        event("2003-10-11T22:14:15.003Z", "NOTICE", "evntslog", "host", null, "An event"));
    assertParsed(
        "2026-11-22T17:44:47.123456+01:00 host1 sshd[123]: Accepted password for bob",
        event(
            "2026-11-22T16:44:47.123456Z",
            null,
            "sshd",
            "host1",
            null,
            "Accepted password for bob"));
    LogEvent old = parsed(PARSER, "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick");
    assertThat(old.service() + " " + old.host() + " " + old.level(), is("su mymachine FATAL"));
    LogEvent plain = parsed(PARSER, "Jun  9 06:06:20 combo sshd(pam_unix)[19939]: check pass");
    assertThat(plain.service() + "|" + plain.message(), is("sshd(pam_unix)|check pass"));
  }

  @Test
  public void parse_headers_ofManyPrograms() {
    LogEvent expected =
        event("2026-11-22T17:44:47.123Z", "WARN", "com.shop.Cart", null, null, "Cart 5 is empty");
    for (String line :
        new String[] {
          "2026-11-22 17:44:47,123 WARN  com.shop.Cart: Cart 5 is empty", // log4j
          "2026-11-22 17:44:47.123 [main] WARN  com.shop.Cart - Cart 5 is empty", // logback
          "2026-11-22 17:44:47.123  WARN 1234 --- [  main] com.shop.Cart    : Cart 5 is empty",
          "2026-11-22T17:44:47.123Z WARN  [com.shop.Cart] (executor-thread-1) Cart 5 is empty",
          "22-Nov-2026 17:44:47.123 WARNING [main] com.shop.Cart Cart 5 is empty", // Tomcat
          "2026-11-22 17:44:47,123 - com.shop.Cart - WARNING - Cart 5 is empty", // Python
          "2026-11-22T17:44:47.123Z | WARN | main | com.shop.Cart | Cart 5 is empty",
          "WARN [2026-11-22 17:44:47,123] com.shop.Cart: Cart 5 is empty", // Dropwizard
          "app.log:2026-11-22 17:44:47,123 WARN com.shop.Cart: Cart 5 is empty".replace(":2", " 2"),
        }) {
      assertParsed(line, expected);
    }
    assertParsed(
        "17/06/09 20:11:08 INFO storage.BlockManager: Found block rdd_42_13 locally",
        event(
            "2017-06-09T20:11:08Z",
            "INFO",
            "storage.BlockManager",
            null,
            null,
            "Found block rdd_42_13 locally"));
    assertParsed(
        "2015-07-30 14:52:23,211 - INFO  [NIOServerCxn:0.0.0.0/0.0.0.0:2181:NIOServerCnxn@1001]"
            + " - Closed socket",
        event("2015-07-30T14:52:23.211Z", "INFO", "NIOServerCnxn", null, null, "Closed socket"));
    assertParsed(
        "2026-11-22 17:44:47.123 UTC [1234] ERROR:  relation \"x\" does not exist", // PostgreSQL
        event(
            "2026-11-22T17:44:47.123Z",
            "ERROR",
            null,
            null,
            null,
            "relation \"x\" does not exist"));
  }

  @Test
  public void parse_sentenceAfterTheLevel_isNotTakenForAName() {
    assertParsed(
        "2026-11-22 17:44:47 ERROR Connection refused: host unreachable",
        event(
            "2026-11-22T17:44:47Z",
            "ERROR",
            null,
            null,
            null,
            "Connection refused: host unreachable"));
    assertParsed(
        "2026-11-22 17:44:47 ERROR timeout - trying again",
        event("2026-11-22T17:44:47Z", "ERROR", null, null, null, "timeout - trying again"));
  }

  @Test
  public void parse_timeOfAnUnknownDay_hasNoTime() {
    assertParsed(
        "17:44:47.123 [main] INFO com.shop.Cart - Hello",
        event(null, "INFO", "com.shop.Cart", null, null, "Hello"));
    assertParsed("WARN: disk is full", event(null, "WARN", null, null, null, "disk is full"));
  }

  @Test
  public void parse_noKnownKind_isNothing() {
    for (String line :
        new String[] {
          "hello world", "", "2026-99-99 10:00:00 INFO x", "error while opening", "[]"
        }) {
      assertThat(line, PARSER.parse(line), nullValue());
    }
  }

  @Test
  public void isPart_stackTraces_are() {
    for (String line :
        new String[] {
          "",
          "\tat com.shop.Cart.pay(Cart.java:12)",
          "    return self.pay()",
          "java.lang.IllegalStateException: no card",
          "Caused by: java.io.IOException: reset",
          "... 12 more",
          "Traceback (most recent call last):",
          "ValueError: no card",
          "}"
        }) {
      assertThat(line, LogParser.isPart(line), is(true));
    }
    assertThat(LogParser.isPart("hello world"), is(false));
    assertThat(LogParser.isPart("Error of the operator"), is(false));
  }

  @Test
  public void only_otherKinds_areNothing() {
    LogParser access = PARSER.only(LogFormat.ACCESS);
    assertThat(access.parse("2026-11-22 17:44:47 ERROR x"), nullValue());
    assertThat(access.refusal(), is("not a line of the format access"));
  }

  @Test
  public void time_withoutAZone_isInTheZoneGiven() {
    LogEvent event =
        parsed(LogParser.detecting(ZoneId.of("Europe/Madrid")), "2026-07-01 12:00:00 INFO x");
    assertThat(
        event.micros(),
        is(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-07-01T10:00:00Z"))));
  }

  @Test
  public void time_withoutAYear_isTheLatestNotAheadByMoreThanADay() {
    LogTimes times =
        new LogTimes(
            ZoneOffset.UTC, Clock.fixed(Instant.parse("2026-01-01T00:30:00Z"), ZoneOffset.UTC));
    assertThat(day(times, "Dec 31 23:59:59"), is("2025-12-31T23:59:59Z"));
    assertThat(day(times, "Jan  1 23:00:00"), is("2026-01-01T23:00:00Z"));
    assertThat(day(times, "Jan  3 00:00:00"), is("2025-01-03T00:00:00Z"));
    assertThat(day(times, "Feb 29 10:00:00"), is("2024-02-29T10:00:00Z"));
  }

  private static String day(LogTimes times, String text) {
    LogTimes.Found found = times.at(text, 0);
    return found == null
        ? "none"
        : Instant.EPOCH.plus(found.micros(), ChronoUnit.MICROS).toString();
  }
}
