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
    super("\"" + uri + "\": " + String.join(" ", problems));
    this.uri = uri;
    this.problems = List.copyOf(problems);
  }

  /** The URI, as the user wrote it. */
  public String uri() {
    return uri;
  }

  /** One sentence for each thing that is wrong, without the URI. */
  public List<String> problems() {
    return problems;
  }
}
