package dev.cauce.text;

/**
 * Runs of letters of any script ({@code \p{L}}), with the marks that follow them ({@code \p{M}}):
 * the vowel signs of Devanagari and a decomposed accent belong to their word. Everything else
 * separates.
 */
final class LettersRule implements WordRule {
  private static final boolean[] ASCII_LETTER = new boolean[128];

  static {
    for (char c = 'a'; c <= 'z'; c++) {
      ASCII_LETTER[c] = true;
      ASCII_LETTER[c - 'a' + 'A'] = true;
    }
  }

  private static final int MARKS =
      1 << Character.NON_SPACING_MARK
          | 1 << Character.COMBINING_SPACING_MARK
          | 1 << Character.ENCLOSING_MARK;

  @Override
  public void split(byte[] bytes, int from, int to, Sink words) {
    int start = -1;
    int at = from;
    while (at < to) {
      int next = at + 1;
      boolean inWord;
      byte b = bytes[at];
      if (b >= 0) {
        inWord = ASCII_LETTER[b];
      } else {
        next = at + length(bytes, at, to);
        int codePoint = codePoint(bytes, at, next);
        inWord = Character.isLetter(codePoint) || (start >= 0 && isMark(codePoint));
      }
      if (inWord) {
        start = start < 0 ? at : start;
      } else if (start >= 0) {
        words.word(bytes, start, at);
        start = -1;
      }
      at = next;
    }
    if (start >= 0) {
      words.word(bytes, start, to);
    }
  }

  private static boolean isMark(int codePoint) {
    return (MARKS >> Character.getType(codePoint) & 1) != 0;
  }

  /** How many bytes the character at {@code at} has; one for what is not UTF-8. */
  private static int length(byte[] bytes, int at, int to) {
    int b = bytes[at] & 0xFF;
    int length = b >= 0xF0 && b < 0xF5 ? 4 : b >= 0xE0 ? 3 : b >= 0xC2 ? 2 : 1;
    if (b >= 0xF5 || at + length > to) {
      return 1;
    }
    for (int i = at + 1; i < at + length; i++) {
      if ((bytes[i] & 0xC0) != 0x80) {
        return 1;
      }
    }
    return length;
  }

  private static int codePoint(byte[] bytes, int at, int next) {
    return switch (next - at) {
      case 2 -> (bytes[at] & 0x1F) << 6 | bytes[at + 1] & 0x3F;
      case 3 -> (bytes[at] & 0x0F) << 12 | (bytes[at + 1] & 0x3F) << 6 | bytes[at + 2] & 0x3F;
      case 4 ->
          (bytes[at] & 0x07) << 18
              | (bytes[at + 1] & 0x3F) << 12
              | (bytes[at + 2] & 0x3F) << 6
              | bytes[at + 3] & 0x3F;
      default -> 0xFFFD;
    };
  }
}
