package dev.cauce.text;

import dev.cauce.row.EightBytes;

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
    int[] edges = words.edges;
    int size = 0; // edges so far; odd within a word
    int at = from;
    while (at < to) {
      if (size > 2 * Sink.MOST) {
        size = handOn(bytes, words, size);
      }
      long eight = at + Long.BYTES <= to ? EightBytes.at(bytes, at) : EightBytes.HIGHS;
      if ((eight & EightBytes.HIGHS) != 0) { // one character: not ASCII is near, or the end
        int next = at + length(bytes, at, to);
        boolean within = (size & 1) != 0;
        if (isInWord(bytes, at, next, within) != within) {
          edges[size++] = at;
        }
        at = next;
        continue;
      }
      long letters = EightBytes.letters(eight);
      // Where a byte is a letter and the one before it is not, or the other way round.
      long found = letters ^ (letters << 8 | (long) (size & 1) << 7);
      int end = size + Long.bitCount(found);
      // Four at once, as many as there mostly are: not to ask is quicker than to guess wrong.
      for (int i = size; i < size + 4 || i < end; i++) {
        edges[i] = at + EightBytes.first(found);
        found &= found - 1;
      }
      size = end;
      at += Long.BYTES;
    }
    if ((size & 1) != 0) {
      edges[size++] = to;
    }
    words.words(bytes, size / 2);
  }

  /** Whether the character {@code bytes[at, next)} belongs to a word, {@code within} one or not. */
  private static boolean isInWord(byte[] bytes, int at, int next, boolean within) {
    if (bytes[at] >= 0) {
      return ASCII_LETTER[bytes[at]];
    }
    int codePoint = codePoint(bytes, at, next);
    return Character.isLetter(codePoint) || (within && isMark(codePoint));
  }

  /** Hands on what is complete; the beginning of a word that goes on stays. */
  private static int handOn(byte[] bytes, Sink words, int size) {
    int begun = words.edges[size - 1];
    words.words(bytes, size / 2);
    words.edges[0] = begun;
    return size & 1;
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
