package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user writes to name a source or a sink: a scheme, a body, then {@code ?} and options.
 *
 * <pre>
 *   socket://localhost:9999?end-on-close=true     scheme socket, body localhost:9999
 *   kafka://b1:9092,b2:9092/orders?from=earliest  scheme kafka, body b1:9092,b2:9092/orders
 *   file:///var/log?match=*.log                   scheme file, body /var/log
 *   var/log?match=*.log                           the same for a path: scheme file, body var/log
 *   console: or -                                 scheme console, no body
 *   jdbc:h2:./shop;MODE=Regular#orders?create=true   scheme jdbc, body jdbc:h2:./shop;MODE=Regular#orders
 * </pre>
 *
 * <p>Not a {@link java.net.URI}: {@code console:} and a list of brokers are none. The first {@code
 * ?} begins the options, {@code name=value} separated by {@code &}. Bytes may be written as {@code
 * %XX} in values and in the body, as UTF-8; a plain path is taken as it is. Of a {@code jdbc:} URI
 * all before the last {@code #} goes to a driver untouched, with its scheme; the options stand
 * behind the table's name, which follows the {@code #}.
 *
 * @param text as the user wrote it
 * @param scheme in lower case; {@code file} for a plain path
 * @param body what stands between the scheme (and {@code //}) and the options
 * @param parameters the options by name, in the order in which they were written
 */
public record EndpointUri(String text, String scheme, String body, Map<String, String> parameters) {
  // At least two letters, so that C:\data is a path.
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(//)?(.*)");

  private static final String JDBC = "jdbc:";

  /** Checks nothing; the options are copied. */
  public EndpointUri {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /**
   * Takes {@code text} apart.
   *
   * @throws InvalidUriException if it is empty, an option has no value or comes twice, or a {@code
   *     %} is not followed by two hexadecimal digits
   */
  public static EndpointUri parse(String text) {
    if (text.isBlank()) {
      throw new InvalidUriException(text, List.of("nothing is named: write a URI or a path."));
    }
    if (text.equals("-")) {
      return new EndpointUri(text, "console", "", Map.of());
    }
    boolean database = text.regionMatches(true, 0, JDBC, 0, JDBC.length());
    int mark = database ? markBehindTable(text) : text.indexOf('?');
    String head = mark < 0 ? text : text.substring(0, mark);
    Map<String, String> parameters =
        mark < 0 ? Map.of() : parameters(text, text.substring(mark + 1));
    if (database) {
      int table = head.lastIndexOf('#') + 1;
      String body = table == 0 ? head : head.substring(0, table) + table(text, head, table);
      return new EndpointUri(text, "jdbc", body, parameters);
    }
    Matcher matcher = SCHEME.matcher(head);
    if (!matcher.matches()) {
      return new EndpointUri(text, "file", head, parameters);
    }
    return new EndpointUri(
        text,
        matcher.group(1).toLowerCase(Locale.ROOT),
        decode(text, matcher.group(3)),
        parameters);
  }

  /** Where the options of a database's table begin; -1 if there are none. */
  private static int markBehindTable(String text) {
    int hash = text.lastIndexOf('#');
    return hash < 0 ? -1 : text.indexOf('?', hash);
  }

  private static String table(String text, String head, int from) {
    String table = decode(text, head.substring(from));
    if (table.indexOf('#') >= 0) {
      throw new InvalidUriException(
          text, List.of("\"" + table + "\" is not a table's name: it has a #."));
    }
    return table;
  }

  /** The options, to be read by name; each call starts anew. */
  public UriOptions options() {
    return new UriOptions(this);
  }

  /** As the user wrote it. */
  @Override
  public String toString() {
    return text;
  }

  private static Map<String, String> parameters(String text, String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new InvalidUriException(
            text, List.of("\"" + pair + "\" is not an option: write name=value."));
      }
      String name = decode(text, pair.substring(0, equals));
      if (parameters.put(name, decode(text, pair.substring(equals + 1))) != null) {
        throw new InvalidUriException(text, List.of(name + " is given twice: give it once."));
      }
    }
    return parameters;
  }

  private static String decode(String text, String encoded) {
    if (encoded.indexOf('%') < 0) {
      return encoded;
    }
    byte[] in = encoded.getBytes(UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] != '%') {
        out.write(in[i]);
        continue;
      }
      int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new InvalidUriException(
            text, List.of("a % is not followed by two hexadecimal digits: write %25 for %."));
      }
      out.write(16 * high + low);
      i += 2;
    }
    return out.toString(UTF_8);
  }
}
