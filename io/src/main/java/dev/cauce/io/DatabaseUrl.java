package dev.cauce.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells which JDBC URLs are let through to a driver: those of known databases, without a password,
 * and without settings by which a URL runs code or SQL, loads classes or writes files.
 */
final class DatabaseUrl {
  private static final String WHERE_PASSWORDS_GO =
      "put it into the environment as CAUCE_DB_PASSWORD (and the user as CAUCE_DB_USER), or into a"
          + " file of your own (chmod 600) that config=FILE names.";

  /** In lower case, as drivers of several databases call them. */
  private static final Set<String> REFUSED =
      Set.of(
          "init",
          "initsql",
          "sessionvariables",
          "autodeserialize",
          "allowloadlocalinfile",
          "allowloadlocalinfileinpath",
          "allowurlinlocalinfile",
          "allowlocalinfile",
          "socketfactory",
          "socketfactoryarg",
          "sslfactory",
          "sslfactoryarg",
          "sslhostnameverifier",
          "sslpasswordcallback",
          "authenticationpluginclassname",
          "xmlfactoryfactory",
          "loggerlevel",
          "loggerfile",
          "queryinterceptors",
          "statementinterceptors",
          "exceptioninterceptors",
          "connectionlifecycleinterceptors",
          "database_event_listener",
          "java_object_serializer",
          "authrealm",
          "authenticator");

  private static final Pattern NAME = Pattern.compile("([a-z_][a-z0-9_.]*)\\s*=");
  private static final Pattern SECRET =
      Pattern.compile("(?i)((?:pass|pwd|secret)[a-z_]*\\s*=)[^&;#]*");
  private static final Pattern LOGIN = Pattern.compile("//[^/?#;]*@");

  private DatabaseUrl() {}

  /** What is wrong with {@code url}, one sentence each, none of which has a secret. */
  static List<String> problems(String url) {
    if (Dialect.of(url) == null) {
      return List.of(
          "its database is not one of those that are let through: use "
              + Choices.or(
                  Arrays.stream(Dialect.values()).flatMap(d -> d.prefixes().stream()).toList())
              + ".");
    }
    List<String> problems = new ArrayList<>();
    String plain = plain(url);
    if (LOGIN.matcher(plain).find()) {
      problems.add("a user or a password before @ would be seen by all: " + WHERE_PASSWORDS_GO);
    }
    Matcher names = NAME.matcher(plain);
    while (names.find()) {
      String name = names.group(1);
      if (isSecret(name)) {
        problems.add(name + "= would be seen by all: " + WHERE_PASSWORDS_GO);
      } else if (isRefused(name)) {
        problems.add(
            name
                + "= is not let through: by it a URL could run code or write files. Leave it out.");
      }
    }
    return problems;
  }

  /** Whether a driver's setting holds a secret. */
  static boolean isSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.contains("password") || lower.contains("passwd") || lower.equals("pwd");
  }

  /** Whether a driver's setting is not let through. */
  static boolean isRefused(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return REFUSED.contains(lower) || lower.startsWith("trace_");
  }

  /** {@code text} as it may be shown: what could be a password is replaced by stars. */
  static String redacted(String text) {
    String shown = SECRET.matcher(LOGIN.matcher(text).replaceAll("//***@")).replaceAll("$1***");
    // Percent signs or backslashes within the name: nothing of it is shown.
    String plain = plain(shown);
    Matcher hidden = SECRET.matcher(plain);
    boolean all = !SECRET.matcher(shown).find() && hidden.find();
    return all || (LOGIN.matcher(plain).find() && !shown.contains("//***@")) ? "jdbc:***" : shown;
  }

  /** In lower case, without escapes, however often something was escaped. */
  private static String plain(String url) {
    String before;
    String after = url;
    do {
      before = after;
      after = unescape(before);
    } while (!after.equals(before));
    return after.replace("\\", "").toLowerCase(Locale.ROOT);
  }

  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (low >= 0) {
        plain.append((char) (16 * high + low));
        i += 2;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
