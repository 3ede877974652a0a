package dev.cauce.io;

import java.util.List;

/**
 * A source or a sink that cannot be made of what the user wrote. Says everything that is wrong with
 * it at once.
 */
public final class InvalidUriException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String uri;
  private final List<String> problems;

  /**
   * Says what is wrong with {@code uri}.
   *
   * @param uri as the user wrote it
   * @param problems one sentence each: what was given, what is allowed
   */
  public InvalidUriException(String uri, List<String> problems) {
    super("\"" + shown(uri) + "\": " + String.join(" ", problems));
    this.uri = shown(uri);
    this.problems = List.copyOf(problems);
  }

  /** A URI that is refused because it has a password must not give it away. */
  private static String shown(String uri) {
    return uri.regionMatches(true, 0, "jdbc:", 0, 5) ? DatabaseUrl.redacted(uri) : uri;
  }

  /** The URI, as the user wrote it, but for passwords. */
  public String uri() {
    return uri;
  }

  /** One sentence for each thing that is wrong, without the URI. */
  public List<String> problems() {
    return problems;
  }
}
