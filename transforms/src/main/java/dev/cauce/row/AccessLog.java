package dev.cauce.row;

import java.time.Instant;
import java.util.Arrays;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Lines of an access log, as Apache httpd and nginx write them without being told otherwise:
 *
 * <pre>{@code
 * common    203.0.113.9 - ana [17/May/2015:10:05:03 +0000] "GET /a?b=1 HTTP/1.1" 200 5120
 * combined  the same, then "https://example.org/" "Mozilla/5.0 ..."
 * vhost     shop.example:443, then either
 * }</pre>
 *
 * <p>What stands behind the last field (nginx's {@code "$http_x_forwarded_for"}, a duration) is
 * passed over. {@code -} and an empty text are null. Escapes of both servers ({@code \"}, {@code
 * \\}, {@code \x22}) are undone. A request that is none ({@code "-"}, or the bytes of a TLS
 * handshake sent to a plain port) is a row all the same, without method and with what was sent as
 * its target: a server logs such requests, with status 400. Malformed is a line without client,
 * time, request or status. Bytes that are not UTF-8 become U+FFFD: what clients send is anything.
 *
 * <p>The columns:
 *
 * <table>
 * <caption>Columns</caption>
 * <tr><td>{@code host string}<td>of the vhost format, its port left out
 * <tr><td>{@code client string}<td>address or name of the client
 * <tr><td>{@code user string}<td>who logged in
 * <tr><td>{@code time timestamp}<td>when the request came
 * <tr><td>{@code method string}<td>{@code GET}
 * <tr><td>{@code target string}<td>what was asked for, its query included
 * <tr><td>{@code protocol string}<td>{@code HTTP/1.1}
 * <tr><td>{@code status int}<td>
 * <tr><td>{@code bytes bigint}<td>of the answer's body
 * <tr><td>{@code referrer string}<td>
 * <tr><td>{@code agent string}<td>the client's program
 * </table>
 *
 * <p>Thread-safe and stateless. The event time of such lines, for sources, is {@link
 * EventTime#accessLog}.
 */
public final class AccessLog implements RowFormat {
  private static final long serialVersionUID = 1L;

  /** The columns. */
  public static final Schema SCHEMA =
      Schema.builder()
          .addNullableStringField("host")
          .addStringField("client")
          .addNullableStringField("user")
          .addField("time", Schemas.TIMESTAMP)
          .addNullableStringField("method")
          .addNullableStringField("target")
          .addNullableStringField("protocol")
          .addInt32Field("status")
          .addNullableInt64Field("bytes")
          .addNullableStringField("referrer")
          .addNullableStringField("agent")
          .build();

  /** All forms of lines; each tells its form itself. */
  public AccessLog() {}

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public Row parse(byte[] bytes, int from, int to) throws MalformedRowException {
    long found = AccessLogTime.Place.INSTANCE.find(bytes, from, to);
    if (found < 0) {
      throw new MalformedRowException(
          "no line of an access log: " + AccessLogTime.Place.INSTANCE.missing(bytes, from, to));
    }
    int timeFrom = TimeField.start(found);
    int timeTo = TimeField.end(found);
    long millis = AccessLogTime.millis(bytes, timeFrom, timeTo);
    if (millis == EventTime.NONE) {
      String text = AccessLogTime.Place.INSTANCE.text(bytes, from, to);
      throw new MalformedRowException(
          "time: " + MalformedRowException.quoted(String.valueOf(text)) + " is none");
    }
    @Nullable Object[] values = new Object[SCHEMA.getFieldCount()];
    who(AccessLogFields.text(bytes, from, timeFrom - 1), values);
    values[3] = Instant.ofEpochMilli(millis);
    AccessLogFields rest = new AccessLogFields(bytes, timeTo + 1, to);
    String request = rest.next();
    if (request == null || !rest.wasQuoted()) {
      throw new MalformedRowException("no request in quotes behind the time");
    }
    request(request, values);
    values[7] = status(rest.next());
    values[8] = bytes(rest.next());
    String referrer = rest.next();
    if (referrer != null && rest.wasQuoted()) { // else not combined
      values[9] = orNull(referrer);
      String agent = rest.next();
      values[10] = agent != null && rest.wasQuoted() ? orNull(agent) : null;
    }
    return Row.withSchema(SCHEMA).attachValues(Arrays.asList(values));
  }

  /** {@code [host:port] client identity user}; a user's name may have blanks. */
  private static void who(String text, @Nullable Object[] values) throws MalformedRowException {
    String[] words = text.strip().split(" +", 4);
    if (words[0].isEmpty()) {
      throw new MalformedRowException("no client before the time");
    }
    int client = 0;
    int port = words[0].lastIndexOf(':');
    if (words.length == 4 && port > 0 && isNumber(words[0], port + 1) && isAlone(words[2])) {
      values[0] = words[0].substring(0, port);
      client = 1;
    }
    values[1] = words[client];
    if (words.length > client + 2) {
      StringBuilder user = new StringBuilder(words[client + 2]);
      for (int i = client + 3; i < words.length; i++) {
        user.append(' ').append(words[i]);
      }
      values[2] = orNull(user.toString());
    }
  }

  /** Whether {@code word} is an identity, which next to no server asks for. */
  private static boolean isAlone(String word) {
    return word.equals("-");
  }

  private static boolean isNumber(String text, int from) {
    return from < text.length() && text.chars().skip(from).allMatch(c -> c >= '0' && c <= '9');
  }

  /** {@code GET /a HTTP/1.1}; what is in the middle may have blanks, though it should not. */
  private static void request(String request, @Nullable Object[] values) {
    int first = request.indexOf(' ');
    boolean isMethod = first > 0;
    for (int i = 0; i < first && isMethod; i++) {
      char c = request.charAt(i);
      isMethod = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '-' || c == '_';
    }
    if (!isMethod) {
      values[5] = orNull(request);
      return;
    }
    int last = request.lastIndexOf(' ');
    boolean hasProtocol = last > first && request.startsWith("HTTP/", last + 1);
    values[4] = request.substring(0, first);
    values[5] = orNull(request.substring(first + 1, hasProtocol ? last : request.length()).strip());
    values[6] = hasProtocol ? request.substring(last + 1) : null;
  }

  private static int status(@Nullable String text) throws MalformedRowException {
    if (text == null || text.length() != 3 || !isNumber(text, 0)) {
      throw new MalformedRowException(
          "field \"status\": " + (text == null ? "missing" : text + " is no number of 3 digits"));
    }
    return Integer.parseInt(text);
  }

  private static @Nullable Long bytes(@Nullable String text) throws MalformedRowException {
    if (text == null || text.equals("-")) {
      return null;
    }
    if (!isNumber(text, 0) || text.length() > 18) {
      throw new MalformedRowException("field \"bytes\": " + text + " is no bigint");
    }
    return Long.parseLong(text);
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() || text.equals("-") ? null : text;
  }
}
