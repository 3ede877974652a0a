package dev.cauce.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Puts {@code <*>} in the place of what is a value by its looks, so that messages of one kind
 * become one form: addresses, names of hosts, paths, times, identifiers, quantities with their
 * units, the name behind the word {@code user}. A remark in brackets that is nothing but a value is
 * left out, and a list of values is one value. Digits within a word become {@code <*>} too, and the
 * word stays: {@code SOCKS5} is {@code SOCKS<*>}.
 *
 * <p>A form is text that can be read, and that can be taken apart again ({@link Tokens}).
 */
final class Masks {
  static final String VALUE = "<*>";
  private static final int LONGEST = 4000;
  private static final int MOST_TOKENS = 120;

  private static final String MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
  private static final String CLOCK = "\\d{1,2}:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?";
  private static final String UNIT =
      "(?:\\s?(?:%|[KMGTk]i?B|[kmgt]b|[KMG]|[mun]?s|B|secs?|mins?|[kMG]?Hz)(?!\\w))?";

  /** Alternatives: what stands first is tried first. */
  private static final Pattern VALUES =
      Pattern.compile(
          String.join(
              "|",
              // a URL
              "\\b[a-zA-Z][a-zA-Z0-9+.-]{0,20}+://[^\\s,;\"'\\])>]+",
              // a date, with a time of day or not
              "\\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?"
                  + MONTH
                  + "\\s+\\d{1,2}(?:,? \\d{4})?(?: "
                  + CLOCK
                  + "(?: [A-Z]{3,4})?(?: \\d{4})?)?(?!\\w)",
              "\\b\\d{4}[-/]\\d\\d?[-/]\\d\\d?(?:[T ]"
                  + CLOCK
                  + "(?:Z|[+-]\\d\\d:?\\d\\d)?)?(?!\\w)",
              // a UUID, an address of hardware
              "\\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b",
              "\\b(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}\\b",
              // a host with a port, or by the looks of its name
              "(?<![\\w.-])(?:[a-zA-Z0-9_-]{1,63}\\.){1,10}[a-zA-Z0-9_-]+:\\d+\\b",
              "(?<![\\w.-])(?:[a-zA-Z0-9_-]{1,63}\\.){1,10}"
                  + "(?:com|net|org|edu|gov|mil|info|arpa|local|localdomain|internal)\\b(?![.\\w])",
              "(?<![\\w.-])(?=[a-z0-9.-]{0,255}[0-9-])(?:[a-z0-9-]{1,63}\\.){2,10}[a-z]{2}\\b(?![.\\w])",
              // an IP address, of version 4 or 6
              "/?(?<![\\w.])(?:\\d{1,3}\\.){3}\\d{1,3}(?::\\d+)?(?![.\\w])",
              "(?<![\\w:])(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}(?![\\w:])",
              // a path
              "(?<![\\w./\\\\>)\\]%~])(?:[A-Za-z]:[\\\\/]|~?/)[^\\s,;:\"'()\\[\\]=]+",
              // numbers
              "\\b0[xX][0-9a-fA-F]+\\b",
              "(?<![A-Za-z0-9])(?=[a-fA-F]{0,100}\\d)(?=\\d{0,100}[a-fA-F])[0-9a-fA-F]{7,}"
                  + "(?![A-Za-z0-9])",
              "<?(?<![\\w.])[-+]?\\d+(?:[.,:]\\d+){0,20}+" + UNIT + "(?!\\w)",
              // who
              "(?<=\\buser )(?!(?:from|by|is|was|has|in|on|at|to|of|for|and|or|not|with|unknown|name|id)\\b)"
                  + "[\\w][\\w.-]*(?= |$)"));

  private static final Pattern REMARK =
      Pattern.compile("\\(\\s{0,9}(?:<\\*>\\s{0,9}){0,9}(?:(?:bytes|[KMGT]i?B|B|ms|s|%)\\s*)?\\)");

  private static final Pattern DIGITS = Pattern.compile("\\d+");

  private Masks() {}

  /** The form of {@code message}. */
  static String form(String message) {
    String cut = message.length() > LONGEST ? message.substring(0, LONGEST) : message;
    String masked = REMARK.matcher(VALUES.matcher(cut).replaceAll(VALUE)).replaceAll("");
    List<String> form = new ArrayList<>();
    for (String token : Tokens.of(masked)) {
      if (form.size() == MOST_TOKENS) {
        form.add(" " + VALUE);
        break;
      }
      boolean spaced = token.charAt(0) == ' ';
      String value = value(spaced ? token.substring(1) : token);
      if (!value.equals(VALUE) || !endsList(form)) {
        form.add(spaced ? " " + value : value);
      }
    }
    return String.join("", form);
  }

  /** What is not a letter beside a value belongs to it; digits are values. */
  private static String value(String token) {
    if (Tokens.isPunctuation(token)) {
      return token;
    }
    String masked = DIGITS.matcher(token).replaceAll(VALUE);
    if (!masked.contains(VALUE)) {
      return masked;
    }
    boolean isNumber = masked.chars().noneMatch(Character::isLetter);
    return isNumber || isScrambled(masked) ? VALUE : masked;
  }

  /** Digits and at most two letters in turns, as in identifiers that a machine made. */
  private static boolean isScrambled(String masked) {
    int letters = 0;
    int runs = 0;
    int values = 0;
    for (int i = 0; i < masked.length(); i++) {
      letters = Character.isLetter(masked.charAt(i)) ? letters + 1 : 0;
      runs += letters == 1 ? 1 : 0;
      values += masked.startsWith(VALUE, i) ? 1 : 0;
      if (letters > 2) {
        return false;
      }
    }
    return runs >= 2 && values >= 2;
  }

  /** Whether a value stands before, with or without a comma between. */
  private static boolean endsList(List<String> form) {
    int last = form.size() - 1;
    if (last < 0) {
      return false;
    }
    String token = form.get(last).strip();
    if (token.equals(VALUE)) {
      return true;
    }
    boolean isList =
        (token.equals(",") || token.equals(";"))
            && last > 0
            && form.get(last - 1).strip().equals(VALUE);
    if (isList) {
      form.remove(last);
    }
    return isList;
  }
}
