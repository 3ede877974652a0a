package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.Assert.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.Test;

public class EndpointUriTest {
  @Test
  public void parse_socket_hasHostAndPortAsBody() {
    check("socket://localhost:9999", "socket", "localhost:9999", Map.of());
    check("socket://[::1]:9999", "socket", "[::1]:9999", Map.of());
    check("SOCKET://h:1", "socket", "h:1", Map.of());
  }

  @Test
  public void parse_hyphen_isTheConsole() {
    check("-", "console", "", Map.of());
    check("console:", "console", "", Map.of());
    check("console:?rows=5", "console", "", Map.of("rows", "5"));
  }

  @Test
  public void parse_withoutScheme_isAPathAsItIs() {
    check("examples/books", "file", "examples/books", Map.of());
    check("/var/log?match=*.log", "file", "/var/log", Map.of("match", "*.log"));
    check("100%/x y", "file", "100%/x y", Map.of());
    check("./a:b", "file", "./a:b", Map.of());
    check("C:\\data", "file", "C:\\data", Map.of());
  }

  @Test
  public void parse_file_decodesThePath() {
    check("file:///var/log", "file", "/var/log", Map.of());
    check("file:/var/log", "file", "/var/log", Map.of());
    check("file:///a%20b/%C3%A9%3F", "file", "/a b/é?", Map.of());
  }

  @Test
  public void parse_kafka_leavesListOfBrokersAlone() {
    check(
        "kafka://b1:9092,b2:9092/orders?from=earliest&until=latest",
        "kafka",
        "b1:9092,b2:9092/orders",
        Map.of("from", "earliest", "until", "latest"));
  }

  @Test
  public void parse_jdbc_leavesAllBeforeTheLastHashToTheDriver() {
    check(
        "jdbc:postgresql://h/db?ssl=true&x=%41#words?create=true",
        "jdbc", "jdbc:postgresql://h/db?ssl=true&x=%41#words", Map.of("create", "true"));
    check("jdbc:h2:./a#b;MODE=x#s.t", "jdbc", "jdbc:h2:./a#b;MODE=x#s.t", Map.of());
    check("JDBC:h2:./a#my%20table", "jdbc", "JDBC:h2:./a#my table", Map.of());
    check("jdbc:h2:./a?b=c", "jdbc", "jdbc:h2:./a?b=c", Map.of());
    InvalidUriException refused =
        assertThrows(InvalidUriException.class, () -> EndpointUri.parse("jdbc:h2:./a#b%23c"));
    assertThat(refused.problems(), contains("\"b#c\" is not a table's name: it has a #."));
  }

  @Test
  public void parse_options_areDecodedAndInOrder() {
    EndpointUri uri = EndpointUri.parse("rate:?b=1%262&a=x=y&c=");

    assertThat(List.copyOf(uri.parameters().keySet()), contains("b", "a", "c"));
    assertThat(List.copyOf(uri.parameters().values()), contains("1&2", "x=y", ""));
    assertThat(EndpointUri.parse("rate:?").parameters(), anEmptyMap());
  }

  @Test
  public void parse_broken_saysWhatIsWrong() {
    checkRefused("", "nothing is named: write a URI or a path.");
    checkRefused("x?follow", "\"follow\" is not an option: write name=value.");
    checkRefused("x?=1", "\"=1\" is not an option: write name=value.");
    checkRefused("x?a=1&a=2", "a is given twice: give it once.");
    checkRefused("file:///100%", "a % is not followed by two hexadecimal digits: write %25 for %.");
    checkRefused("x?a=%g1", "a % is not followed by two hexadecimal digits: write %25 for %.");
    checkRefused("x?a=%1", "a % is not followed by two hexadecimal digits: write %25 for %.");
  }

  @Test
  public void toString_always_isAsWritten() {
    assertThat(EndpointUri.parse("FILE:/a%20b?x=%20").toString(), equalTo("FILE:/a%20b?x=%20"));
  }

  private static void check(
      String text, String scheme, String body, Map<String, String> parameters) {
    assertThat(EndpointUri.parse(text), equalTo(new EndpointUri(text, scheme, body, parameters)));
  }

  private static void checkRefused(String text, String problem) {
    InvalidUriException refused =
        assertThrows(InvalidUriException.class, () -> EndpointUri.parse(text));
    assertThat(refused.problems(), contains(problem));
    assertThat(refused.getMessage(), equalTo("\"" + text + "\": " + problem));
  }
}
