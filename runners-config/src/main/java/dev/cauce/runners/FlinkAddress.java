package dev.cauce.runners;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a Flink cluster takes requests: {@code flink://HOST:PORT}, its REST port.
 *
 * <p>That port knows no password and, as Flink comes, no encryption: whoever reaches it runs code
 * on the cluster, and whoever listens reads along. So a host other than this machine is refused
 * unless {@code ?insecure=true} says that the network between is to be trusted.
 *
 * @param host a name or a number, an IPv6 address without its brackets
 * @param port 1 to 65535
 * @param insecure whether plain HTTP to another machine was allowed
 */
public record FlinkAddress(String host, int port, boolean insecure) {
  private static final Pattern SHAPE =
      Pattern.compile("flink://(\\[[0-9a-fA-F:.]+]|[^\\[\\]/?#:@]+)(?::(\\d+))?/?(?:\\?(.*))?");

  /** Whether {@code runner} means a cluster, well written or not. */
  public static boolean isOne(String runner) {
    return runner.startsWith("flink:") || runner.startsWith("flink+");
  }

  /**
   * Reads {@code flink://HOST:PORT[?insecure=true]}.
   *
   * @throws IllegalArgumentException if it is not written like that, or would send plain HTTP to
   *     another machine; all that is wrong, in one line
   */
  public static FlinkAddress parse(String text) {
    if (text.startsWith("flink+https:")) {
      throw refused(
          text,
          "HTTPS to a cluster needs Flink's own key stores, which Cauce cannot set up: open a"
              + " tunnel to its REST port (ssh -L 8081:localhost:8081 HOST) and write"
              + " flink://localhost:8081");
    }
    Matcher shape = SHAPE.matcher(text);
    if (!shape.matches()) {
      throw refused(text, "write flink://HOST:PORT, where the cluster's REST port is");
    }
    String host = shape.group(1).replaceAll("[\\[\\]]", "");
    List<String> problems = new ArrayList<>();
    int port = port(shape.group(2), problems);
    boolean insecure = insecure(shape.group(3), problems);
    if (problems.isEmpty() && !insecure && !isLoopback(host)) {
      problems.add(
          "Flink's REST port is neither encrypted nor protected by a password: say ?insecure=true"
              + " if the network to "
              + host
              + " is to be trusted, or open a tunnel (ssh -L "
              + port
              + ":localhost:"
              + port
              + " "
              + host
              + ") and write flink://localhost:"
              + port);
    }
    if (!problems.isEmpty()) {
      throw refused(text, String.join("; ", problems));
    }
    return new FlinkAddress(host, port, insecure);
  }

  private static int port(@Nullable String digits, List<String> problems) {
    if (digits == null) {
      problems.add("the port is missing, 8081 as Flink comes");
      return 0;
    }
    int port = digits.length() > 5 ? 0 : Integer.parseInt(digits);
    if (port < 1 || port > 65_535) {
      problems.add("a port is from 1 to 65535, not " + digits);
    }
    return port;
  }

  private static boolean insecure(@Nullable String query, List<String> problems) {
    boolean insecure = false;
    if (query != null && !query.isEmpty()) {
      for (String option : query.split("&", -1)) {
        switch (option) {
          case "insecure=true" -> insecure = true;
          case "insecure=false" -> insecure = false;
          default -> problems.add("the only option is insecure=true, not " + option);
        }
      }
    }
    return insecure;
  }

  private static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.matches("127(\\.\\d{1,3}){3}")
        || host.equals("::1");
  }

  private static IllegalArgumentException refused(String text, String problem) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "\"%s\" is not usable: %s.", text, problem));
  }

  /** {@code HOST:PORT}, as Flink's client takes it. */
  public String hostAndPort() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** The root of its REST interface, without a slash at the end. */
  public URI rest() {
    return URI.create("http://" + hostAndPort());
  }

  /** As it is written on a command line. */
  @Override
  public String toString() {
    return "flink://" + hostAndPort() + (insecure ? "?insecure=true" : "");
  }
}
