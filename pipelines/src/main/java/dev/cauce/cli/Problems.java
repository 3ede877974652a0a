package dev.cauce.cli;

import dev.cauce.io.InvalidUriException;
import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything that is wrong with a command line, one line each, each said once. */
final class Problems {
  private final Set<String> lines = new LinkedHashSet<>();

  void add(String line) {
    lines.add(line.replaceAll("\\R", " "));
  }

  /** Notes what {@code option} was refused for. */
  void add(String option, @Nullable Throwable refused) {
    if (refused instanceof InvalidUriException uri) {
      uri.problems().forEach(problem -> add(option + " \"" + uri.uri() + "\": " + problem));
    } else {
      add(option + " " + rootMessage(refused));
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  Set<String> lines() {
    return lines;
  }

  void print(PrintStream err) {
    lines.forEach(err::println);
  }

  /** What the innermost cause says; its class's name if it says nothing. */
  static String rootMessage(@Nullable Throwable thrown) {
    if (thrown == null) {
      return "cannot be used.";
    }
    Throwable root = thrown;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null || message.isBlank() ? root.getClass().getSimpleName() : message;
  }
}
