package dev.cauce.runners;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether all sources of a run with {@link RunOptions#isAvailableNow} have handed out what they are
 * to take. Each reader says so by a gauge of the namespace {@code cauce} that is 1 while there is
 * more to take and 0 from then on; its name tells which source it reads, which of its splits, and
 * how many splits there are, so that a split that nobody reads yet is missed.
 *
 * <p>The name has neither dots nor underscores: Flink's REST interface makes underscores of dots.
 */
public final class SourcesAtEnd {
  private static final Pattern FIGURE = Pattern.compile("behind-([0-9a-f]{8})-(\\d+)-(\\d+)");

  private SourcesAtEnd() {}

  /**
   * The name of a reader's gauge.
   *
   * @param source the same for all splits of a source, and for no other source of the pipeline
   * @param split the number of the split, from 0
   * @param splits how many there are
   */
  public static String figure(String source, int split, int splits) {
    return String.format(Locale.ROOT, "behind-%08x-%d-%d", source.hashCode(), split, splits);
  }

  /**
   * The name of the gauge in a longer name, as Flink's REST interface has it: {@code 0.Source:
   * Read.cauce_behind-1a2b3c4d-0-2}; null if it is the name of something else.
   */
  static @Nullable String figureIn(String name) {
    Matcher matcher = FIGURE.matcher(name);
    return matcher.find() && matcher.end() == name.length() ? matcher.group() : null;
  }

  /**
   * Whether every source has reported all of its splits, and all of them are at their end.
   *
   * @param figures the figures of the run by name, those of other names included
   * @param sources how many endless sources the pipeline has
   */
  public static boolean in(Map<String, Long> figures, int sources) {
    Map<String, Integer> missing = new TreeMap<>(); // by source
    for (Map.Entry<String, Long> figure : figures.entrySet()) {
      Matcher name = FIGURE.matcher(figure.getKey());
      if (!name.matches()) {
        continue;
      }
      if (figure.getValue() != 0) {
        return false;
      }
      int splits = Integer.parseInt(name.group(3));
      missing.merge(name.group(1), splits - 1, (left, same) -> left - 1);
    }
    return missing.size() >= sources && missing.values().stream().allMatch(left -> left == 0);
  }
}
