package dev.cauce.io;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Words a user may choose from, for messages: a list of them, and the one that was meant. */
public final class Choices {
  private Choices() {}

  /** {@code names} as one reads them: {@code append, update or complete}. */
  public static String or(Collection<String> names) {
    List<String> all = List.copyOf(names);
    if (all.size() < 2) {
      return String.join("", all);
    }
    return String.join(", ", all.subList(0, all.size() - 1)) + " or " + all.get(all.size() - 1);
  }

  /**
   * The name that {@code word} is probably meant to be: a third of its letters at most are wrong,
   * missing or too many. Null if there is none.
   */
  public static @Nullable String closest(String word, Collection<String> names) {
    String given = word.toLowerCase(Locale.ROOT);
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String name : names) {
      int edits = edits(given, name.toLowerCase(Locale.ROOT));
      if (edits < least && edits <= Math.max(1, name.length() / 3)) {
        least = edits;
        best = name;
      }
    }
    return best;
  }

  /** A last sentence, {@code Did you mean "NAME"?}, if a name is close; else nothing. */
  public static String hint(String word, Collection<String> names) {
    String meant = closest(word, names);
    return meant == null ? "" : " Did you mean \"" + meant + "\"?";
  }

  /** How many letters must be put, dropped, replaced or swapped with their neighbour. */
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
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
