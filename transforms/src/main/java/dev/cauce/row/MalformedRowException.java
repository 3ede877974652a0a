package dev.cauce.row;

import java.io.Serial;

/**
 * A line that is no row of its format. The message is the reason, one line; there is no stack
 * trace, for such lines are input like any other.
 */
public final class MalformedRowException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private static final int SHOWN = 60;

  /** Says what is wrong; line ends and other control characters are shown as escapes. */
  public MalformedRowException(String reason) {
    super(printable(reason), null, false, false);
  }

  /** The value {@code given} (as it is to be shown) is not of the type of {@code column}. */
  static MalformedRowException wrongType(TextColumn column, String given) {
    return inField(column, clip(given) + " is no " + column);
  }

  /** The number {@code given} does not fit into the type of {@code column}. */
  static MalformedRowException outOfRange(TextColumn column, String given) {
    return inField(column, clip(given) + " is out of the range of " + column);
  }

  static MalformedRowException missing(TextColumn column) {
    return inField(column, "missing or null");
  }

  private static MalformedRowException inField(TextColumn column, String what) {
    return new MalformedRowException("field \"" + column.name() + "\": " + what);
  }

  /** {@code text} in quotes. */
  static String quoted(String text) {
    return '"' + (text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text) + '"';
  }

  private static String clip(String text) {
    return text.length() > SHOWN + 5 ? text.substring(0, SHOWN) + "..." : text;
  }

  private static String printable(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder printable = new StringBuilder();
    for (char c : text.toCharArray()) {
      if (Character.isISOControl(c)) {
        printable.append("\\u").append(Integer.toHexString(0x10000 | c).substring(1));
      } else {
        printable.append(c);
      }
    }
    return printable.toString();
  }
}
