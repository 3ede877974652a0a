package dev.cauce.expr;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The name at the end of {@code expression as name}; null if there is none. */
record Alias(List<Token> rest, @Nullable String name) {
  static Alias of(List<Token> tokens) {
    int size = tokens.size();
    if (size >= 3 && tokens.get(size - 2).word("as") && tokens.get(size - 1).name()) {
      return new Alias(tokens.subList(0, size - 2), tokens.get(size - 1).text());
    }
    return new Alias(tokens, null);
  }
}
