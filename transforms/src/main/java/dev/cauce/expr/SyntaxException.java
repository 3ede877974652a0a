package dev.cauce.expr;

/** A text that is no expression: what is wrong, without the text itself. */
final class SyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SyntaxException(String message) {
    super(message, null, false, false);
  }
}
