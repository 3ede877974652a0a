package dev.cauce.expr;

/**
 * A row for which an expression has no value: an overflow, a division by zero, a cast of what
 * cannot be cast. The message is one line, fit to stand beside the row among the dead letters.
 */
public final class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int LONGEST = 300;

  /** A failure with the given reason; line ends become spaces, a long reason is cut. */
  public ExpressionException(String reason) {
    // Thrown per bad row, of which there may be many: a stack trace costs more than the row.
    super(line(reason), null, false, false);
  }

  private static String line(String reason) {
    String line = reason.replace('\n', ' ').replace('\r', ' ');
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
