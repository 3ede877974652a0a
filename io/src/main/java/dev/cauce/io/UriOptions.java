package dev.cauce.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options of an {@link EndpointUri} by name and type, and notes what is wrong with them
 * instead of stopping at the first mistake. An option that nobody asked for is a mistake too, so an
 * endpoint first asks for all it knows, then calls {@link #check}, then builds.
 *
 * <p>Where a value cannot be used, a getter notes it and returns the default. Not thread-safe.
 */
public final class UriOptions {
  private final EndpointUri uri;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();

  UriOptions(EndpointUri uri) {
    this.uri = uri;
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String name, boolean otherwise) {
    Map<String, Boolean> allowed = new LinkedHashMap<>();
    allowed.put("true", true);
    allowed.put("false", false);
    return oneOf(name, allowed, otherwise);
  }

  /** A whole number between {@code least} and {@code most}, both included. */
  public long number(String name, long least, long most, long otherwise) {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Said below.
    }
    String range = most == Long.MAX_VALUE ? least + " or more" : least + " to " + most;
    problem(name + " \"" + value + "\" is not a number that it takes: use " + range + ".");
    return otherwise;
  }

  /** A duration such as {@code 5s}; null if it is not given. */
  public @Nullable Duration duration(String name) {
    return as(name, Durations::parse);
  }

  /** The value as it is; null if it is not given. */
  public @Nullable String text(String name) {
    known.add(name);
    return uri.parameters().get(name);
  }

  /**
   * What {@code parse} makes of the value; null if it is not given.
   *
   * @param parse throws {@link IllegalArgumentException} with a message that begins with the value
   *     in quotes
   */
  public <T> @Nullable T as(String name, Function<String, T> parse) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    try {
      return parse.apply(value);
    } catch (IllegalArgumentException refused) {
      problem(name + " " + refused.getMessage());
      return null;
    }
  }

  /** One of an enum's constants, written in lower case with hyphens. */
  public <T extends Enum<T>> T oneOf(String name, T otherwise) {
    Map<String, T> allowed = new LinkedHashMap<>();
    Arrays.stream(otherwise.getDeclaringClass().getEnumConstants())
        .forEach(
            constant ->
                allowed.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant));
    return oneOf(name, allowed, otherwise);
  }

  /** What {@code allowed} has for the value. */
  public <T> T oneOf(String name, Map<String, T> allowed, T otherwise) {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    T chosen = allowed.get(value);
    if (chosen != null) {
      return chosen;
    }
    problem(name + " \"" + value + "\" is not known: use " + Choices.or(allowed.keySet()) + ".");
    return otherwise;
  }

  /**
   * What {@code parse} makes of the body; {@code otherwise} is only returned after a problem.
   *
   * @param parse throws {@link IllegalArgumentException} with a sentence
   */
  public <T> T body(Function<String, T> parse, T otherwise) {
    try {
      return parse.apply(uri.body());
    } catch (IllegalArgumentException refused) {
      problem(String.valueOf(refused.getMessage()));
      return otherwise;
    }
  }

  /** Notes it if anything stands between the scheme and the options. */
  public void emptyBody() {
    if (!uri.body().isEmpty()) {
      problem("\"" + uri.body() + "\" has no meaning: write " + uri.scheme() + ":.");
    }
  }

  /** Notes that something else is wrong: one sentence, what was given, what is allowed. */
  public void problem(String sentence) {
    problems.add(sentence);
  }

  /**
   * Ends the reading: every option that was not asked for is unknown.
   *
   * @throws InvalidUriException with everything that was noted, if anything was
   */
  public void check() {
    List<String> all = new ArrayList<>(problems);
    for (String name : uri.parameters().keySet()) {
      if (!known.contains(name)) {
        String allowed = known.isEmpty() ? "it takes none." : "use " + Choices.or(known) + ".";
        all.add("\"" + name + "\" is not an option of it: " + allowed + Choices.hint(name, known));
      }
    }
    if (!all.isEmpty()) {
      throw new InvalidUriException(uri.text(), all);
    }
  }
}
