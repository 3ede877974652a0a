package dev.cauce.io;

import java.io.Serializable;
import java.util.Objects;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a topic is read from when a pipeline starts anew; one that resumes goes on where it was.
 */
public final class StartingOffsets implements Serializable {
  private static final long serialVersionUID = 1L;

  private enum Kind {
    EARLIEST,
    LATEST,
    AT
  }

  private final Kind kind;
  private final @Nullable Instant time;

  private StartingOffsets(Kind kind, @Nullable Instant time) {
    this.kind = kind;
    this.time = time;
  }

  /** The oldest records that the topic still has. */
  public static StartingOffsets earliest() {
    return new StartingOffsets(Kind.EARLIEST, null);
  }

  /** Only records that come after the start. */
  public static StartingOffsets latest() {
    return new StartingOffsets(Kind.LATEST, null);
  }

  /**
   * The first record of each partition whose timestamp is {@code time} or later; a partition that
   * has none begins with its next record.
   */
  public static StartingOffsets at(Instant time) {
    return new StartingOffsets(Kind.AT, Objects.requireNonNull(time));
  }

  /**
   * {@code earliest}, {@code latest}, or a time in ISO-8601 such as {@code 2026-01-31T08:00:00Z}.
   *
   * @throws IllegalArgumentException if {@code text} is none of them
   */
  public static StartingOffsets parse(String text) {
    switch (text) {
      case "earliest":
        return earliest();
      case "latest":
        return latest();
      default:
        try {
          return at(Instant.parse(text));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "\""
                  + text
                  + "\" is no place to start: earliest, latest, or a time such as"
                  + " 2026-01-31T08:00:00Z");
        }
    }
  }

  boolean isEarliest() {
    return kind == Kind.EARLIEST;
  }

  /** The time to start at, if it is one. */
  @Nullable Instant time() {
    return time;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StartingOffsets that
        && kind == that.kind
        && Objects.equals(time, that.time);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind.name(), time);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case EARLIEST -> "earliest";
      case LATEST -> "latest";
      case AT -> String.valueOf(time);
    };
  }
}
