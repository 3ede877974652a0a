package dev.cauce.runners;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a user reads when a pipeline fails: one line, without the layers it came through. */
final class Failure {
  private static final String OURS = "dev.cauce.";
  private static final String INVOKER = "$DoFnInvoker";
  private static final int DEEPEST = 50;

  private Failure() {}

  /**
   * The line. Code of ours that knows what went wrong throws an exception whose message is that
   * line; of such exceptions the outermost, which has seen most, speaks. For all others it is the
   * innermost exception, and the step in which it was thrown if that can be told.
   *
   * @param steps the full names of steps, by the class of their function
   */
  static String line(Throwable thrown, Map<String, String> steps) {
    List<Throwable> chain = chain(thrown);
    for (Throwable link : chain) {
      if (isOurs(link) && link.getMessage() != null) {
        return flat(link.getMessage());
      }
    }
    Throwable root = chain.get(chain.size() - 1);
    String message = root.getMessage() == null ? "" : ": " + flat(root.getMessage());
    return String.format(
        Locale.ROOT,
        "Failed: %s%s%s",
        root.getClass().getSimpleName(),
        message,
        step(chain, steps));
  }

  /** Prints the line, and the stack trace if the environment asks for it. */
  static void tell(Throwable thrown, Map<String, String> steps, PrintStream err) {
    err.println(line(thrown, steps));
    if ("1".equals(System.getenv("CAUCE_STACKTRACE"))) {
      thrown.printStackTrace(err);
    }
  }

  private static List<Throwable> chain(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable link = thrown; link != null && chain.size() < DEEPEST; link = link.getCause()) {
      chain.add(link);
    }
    return chain;
  }

  private static boolean isOurs(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    return (thrown instanceof IOException
            || thrown instanceof UncheckedIOException
            || thrown instanceof IllegalArgumentException)
        && trace.length > 0
        && trace[0].getClassName().startsWith(OURS);
  }

  private static String step(List<Throwable> chain, Map<String, String> steps) {
    for (int i = chain.size() - 1; i >= 0; i--) {
      for (StackTraceElement frame : chain.get(i).getStackTrace()) {
        String type = frame.getClassName();
        int invoker = type.indexOf(INVOKER);
        String step = steps.get(invoker < 0 ? type : type.substring(0, invoker));
        if (step != null) {
          return " (in step " + step + ")";
        }
      }
    }
    return "";
  }

  private static String flat(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
