package dev.cauce.expr;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the name that was probably meant, for messages. */
final class Names {
  private Names() {}

  /** A last sentence, {@code Did you mean "NAME"?}, if a name is close; else nothing. */
  static String hint(String word, Collection<String> names) {
    String meant = closest(word, names);
    return meant == null ? "" : " Did you mean \"" + meant + "\"?";
  }

  private static @Nullable String closest(String word, Collection<String> names) {
    String given = word.toLowerCase(Locale.ROOT);
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String name : names) {
      // A long word costs a long time to compare, and is no slip of the finger.
      if (Math.abs(name.length() - given.length()) > 4) {
        continue;
      }
      int edits = edits(given, name.toLowerCase(Locale.ROOT));
      if (edits < least && edits <= Math.max(1, name.length() / 3)) {
        least = edits;
        best = name;
      }
    }
    return best;
  }

  private static int edits(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
