package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class AccessLogTest {
  private static final AccessLog LOG = new AccessLog();
  private static final Instant TIME = Instant.parse("2015-05-17T10:05:03Z");
  private static final String AT = "[17/May/2015:10:05:03 +0000]";

  @Test
  public void parse_combined_givesAllFields() throws MalformedRowException {
    assertThat(
        parse(
            "83.149.9.216 - ana "
                + AT
                + " \"GET /a%20b?c=d HTTP/1.1\" 200 5120 \"http://x.org/?q=\\\"y\\\"\" \"Mozilla/5.0"
                + " (X11)\""),
        equalTo(
            row(
                null,
                "83.149.9.216",
                "ana",
                "GET",
                "/a%20b?c=d",
                "HTTP/1.1",
                200,
                5120L,
                "http://x.org/?q=\"y\"",
                "Mozilla/5.0 (X11)")));
  }

  @Test
  public void parse_otherForms_areToldByThemselves() throws MalformedRowException {
    assertThat(
        "common",
        parse("::1 - - " + AT + " \"HEAD / HTTP/1.0\" 304 -"),
        equalTo(row(null, "::1", null, "HEAD", "/", "HTTP/1.0", 304, null, null, null)));
    assertThat(
        "vhost",
        parse("shop.example:443 10.0.0.1 - - " + AT + " \"GET / HTTP/2.0\" 200 1 \"-\" \"-\""),
        equalTo(
            row("shop.example", "10.0.0.1", null, "GET", "/", "HTTP/2.0", 200, 1L, null, null)));
    assertThat(
        "a user with blanks, fields behind the agent",
        parse(
            "h - Ana Lo " + AT + " \"GET /\" 200 1 \"r\" \"\\xc3\\xa9\\x22\\\\\" \"10.1.1.1\" 0.2"),
        equalTo(row(null, "h", "Ana Lo", "GET", "/", null, 200, 1L, "r", "é\"\\")));
    assertThat(
        "no request",
        parse("h - - " + AT + " \"\\x16\\x03\" 400 226 \"-\" \"-\""),
        equalTo(row(null, "h", null, null, "\u0016\u0003", null, 400, 226L, null, null)));
    assertThat(
        "nothing asked for",
        parse("h - - " + AT + " \"-\" 408 0"),
        equalTo(row(null, "h", null, null, null, null, 408, 0L, null, null)));
    assertThat(
        "a target with blanks, a wrong escape, no closing quote of the agent",
        parse("h - - " + AT + " \"GET /a b\\xzz HTTP/1.1\" 200 1 \"r\" \"Mozilla"),
        equalTo(row(null, "h", null, "GET", "/a bxzz", "HTTP/1.1", 200, 1L, "r", null)));
  }

  @Test
  public void parse_whatIsNoRequest_saysWhy() {
    refused(
        "", "no line of an access log: no time in brackets, such as [17/May/2015:10:05:03 +0000]");
    refused(
        "{\"a\":1}",
        "no line of an access log: no time in brackets, such as [17/May/2015:10:05:03 +0000]");
    refused(
        "h - - [17/Mai/2015:10:05:03 +0000] \"GET /\" 200 1",
        "time: \"17/Mai/2015:10:05:03 +0000\" is none");
    refused(
        "h - - [31/Feb/2015:10:05:03 +0000] \"GET /\" 200 1",
        "time: \"31/Feb/2015:10:05:03 +0000\" is none");
    refused(AT + " \"GET /\" 200 1", "no client before the time");
    refused("h - - " + AT + " GET / 200 1", "no request in quotes behind the time");
    refused("h - - " + AT + " \"GET /", "no request in quotes behind the time");
    refused("h - - " + AT + " \"GET /\"", "field \"status\": missing");
    refused("h - - " + AT + " \"GET /\" 20 1", "field \"status\": 20 is no number of 3 digits");
    refused("h - - " + AT + " \"GET /\" 200 1k", "field \"bytes\": 1k is no bigint");
  }

  @Test
  public void eventTime_ofLines_isThatOfTheRow() throws MalformedRowException {
    for (String written :
        List.of(
            "17/May/2015:10:05:03 +0000",
            "17/may/2015:12:05:03 +0200",
            "16/May/2015:23:35:03 -1030",
            "29/Feb/2016:00:00:00 +0000",
            "31/Dec/2016:23:59:60 +0000")) {
      String line = "h - - [" + written + "] \"GET /\" 200 1";
      byte[] bytes = line.getBytes(UTF_8);
      Instant time = Instant.ofEpochMilli(EventTime.accessLog().millis(bytes, 0, bytes.length));
      assertThat(written, (Object) time, is((Object) parse(line).get(3)));
    }
    assertThat(millis("[17/May/2015:12:05:03 +0200]"), is(TIME.toEpochMilli()));
    assertThat(millis("[31/Dec/2016:23:59:60 +0000]"), is(1_483_228_800_000L)); // a leap second
    for (String none :
        List.of(
            "[17/May/2015:24:05:03 +0000]",
            "[17/May/2015:10:60:03 +0000]",
            "[0x/May/2015:10:05:03 +0000]",
            "[17/May/2015:10:05:03 00000]",
            "[17/May/2015 10:05:03 +0000]")) {
      assertThat(none, millis(none), is(EventTime.NONE));
    }
    byte[] junk = "junk".getBytes(UTF_8);
    assertThat(
        EventTime.accessLog().reason(junk, 0, junk.length),
        is("event time: no time in brackets, such as [17/May/2015:10:05:03 +0000]"));
    byte[] bad = "h [17/Mai/2015:10:05:03 +0000]".getBytes(UTF_8);
    assertThat(
        EventTime.accessLog().reason(bad, 0, bad.length),
        is("event time: \"17/Mai/2015:10:05:03 +0000\" is no time of an access log"));
  }

  private static long millis(String brackets) {
    byte[] bytes = ("h - - " + brackets).getBytes(UTF_8);
    return EventTime.accessLog().millis(bytes, 0, bytes.length);
  }

  private static List<@Nullable Object> parse(String line) throws MalformedRowException {
    byte[] bytes = line.getBytes(UTF_8);
    return LOG.parse(bytes, 0, bytes.length).getValues();
  }

  private static List<@Nullable Object> row(
      @Nullable String host,
      String client,
      @Nullable String user,
      @Nullable String method,
      @Nullable String target,
      @Nullable String protocol,
      int status,
      @Nullable Long bytes,
      @Nullable String referrer,
      @Nullable String agent) {
    return Arrays.asList(
        host, client, user, TIME, method, target, protocol, status, bytes, referrer, agent);
  }

  private static void refused(String line, String reason) {
    byte[] bytes = line.getBytes(UTF_8);
    MalformedRowException refused =
        assertThrows(MalformedRowException.class, () -> LOG.parse(bytes, 0, bytes.length));
    assertThat(refused.getMessage(), is(reason));
  }
}
