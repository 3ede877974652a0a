package dev.cauce.runners;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line that a user is to read, out of a stack trace that came as text. The same choice as
 * {@link Failure} makes among exceptions: what code of ours says, else the innermost cause.
 */
final class RootCause {
  private static final Pattern LINK =
      Pattern.compile("(?:Caused by: )?((?:[a-zA-Z_$][\\w$]*\\.)+[A-Z][\\w$]*)(?:: (.*))?");
  private static final Pattern OURS =
      Pattern.compile(
          "java\\.(?:io\\.(?:Unchecked)?IOException|lang\\.IllegalArgumentException)"
              + "|dev\\.cauce\\..*");

  private RootCause() {}

  private static final class Link {
    final String type;
    final StringBuilder message;
    String thrownIn = "";

    Link(String type, String message) {
      this.type = type;
      this.message = new StringBuilder(message);
    }

    boolean isOurs() {
      return OURS.matcher(type).matches()
          && thrownIn.startsWith("dev.cauce.")
          && !message.isEmpty();
    }
  }

  /** The line; {@code trace} itself on one line if it is no stack trace. */
  static String of(String trace) {
    List<Link> chain = chain(trace);
    if (chain.isEmpty()) {
      return flat(trace);
    }
    for (Link link : chain) {
      if (link.isOurs()) {
        return flat(link.message.toString());
      }
    }
    Link root = chain.get(chain.size() - 1);
    String simple = root.type.substring(root.type.lastIndexOf('.') + 1);
    String message = flat(root.message.toString());
    return message.isEmpty() ? simple : String.format(Locale.ROOT, "%s: %s", simple, message);
  }

  private static List<Link> chain(String trace) {
    List<Link> chain = new ArrayList<>();
    boolean inMessage = false;
    for (String line : trace.split("\\R", -1)) {
      if (line.startsWith("\t")) {
        inMessage = false;
        String frame = line.strip();
        if (!chain.isEmpty() && frame.startsWith("at ")) {
          Link link = chain.get(chain.size() - 1);
          // A frame may begin with its class loader and module: app//dev.cauce.io.X.y(X.java:1)
          String place = frame.substring(3);
          link.thrownIn =
              link.thrownIn.isEmpty() ? place.substring(place.lastIndexOf('/') + 1) : link.thrownIn;
        }
        continue;
      }
      Matcher start = LINK.matcher(line);
      if (start.matches() && (chain.isEmpty() || line.startsWith("Caused by: "))) {
        chain.add(new Link(start.group(1), start.group(2) == null ? "" : start.group(2)));
        inMessage = true;
      } else if (inMessage) {
        chain.get(chain.size() - 1).message.append('\n').append(line);
      }
    }
    return chain;
  }

  private static String flat(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
