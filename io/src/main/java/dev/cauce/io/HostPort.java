package dev.cauce.io;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A peer's address: {@code localhost:9999}, {@code [::1]:9999}.
 *
 * @param host without brackets
 * @param port 1 to 65535
 */
record HostPort(String host, int port) {
  /** Stands where there is none. */
  static final HostPort NONE = new HostPort("", 0);

  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\s:/\\[\\]]+)):(\\d{1,5})");

  /**
   * What {@code text} says.
   *
   * @throws IllegalArgumentException if that is no host and port; the message begins with the text
   *     in quotes
   */
  static HostPort parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      int port = Integer.parseInt(matcher.group(3));
      if (port > 0 && port <= 65535) {
        String address = matcher.group(1);
        return new HostPort(address == null ? matcher.group(2) : address, port);
      }
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is not a host and a port: write HOST:PORT, for example localhost:9999.");
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
