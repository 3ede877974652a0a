package dev.cauce.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a table of counts is a state that some prefix of each partition explains. Each
 * key lives in one partition; so for each partition there must be one number of lines, from its
 * beginning, that gives every one of its keys the count that the table has.
 *
 * <p>Remembers every line, 4 bytes a key in it. For several threads.
 */
final class Prefixes {
  private final List<Integer> lengths = new ArrayList<>();
  private final Map<String, Places> places = new HashMap<>();

  /** The lines, by number, of one partition in which a key stands. */
  private static final class Places {
    final int partition;
    int[] lines = new int[4];
    int count;

    Places(int partition) {
      this.partition = partition;
    }

    void add(int line) {
      if (count == lines.length) {
        lines = Arrays.copyOf(lines, 2 * count);
      }
      lines[count++] = line;
    }
  }

  /** How long the prefixes of the partitions may be, from the shortest to the longest. */
  record Range(int[] shortest, int[] longest) {}

  /**
   * Adds a line to the end of a partition; to be said before it is sent.
   *
   * @param keys what the table counts it under, with repetitions
   */
  synchronized void add(int partition, List<String> keys) {
    while (lengths.size() <= partition) {
      lengths.add(0);
    }
    int line = lengths.get(partition);
    lengths.set(partition, line + 1);
    for (String key : keys) {
      Places of = places.computeIfAbsent(key, any -> new Places(partition));
      if (of.partition != partition) {
        throw new IllegalArgumentException(key + " lives in partition " + of.partition);
      }
      of.add(line);
    }
  }

  /** The table that all lines give. */
  synchronized Map<String, Long> counts() {
    Map<String, Long> counts = new HashMap<>();
    places.forEach((key, of) -> counts.put(key, (long) of.count));
    return counts;
  }

  /** How many keys of each partition are behind the row that is furthest ahead, for messages. */
  synchronized String behind(Map<String, Long> table) {
    int[] furthest = new int[lengths.size()];
    places.forEach(
        (key, of) -> {
          int count = table.getOrDefault(key, 0L).intValue();
          if (count > 0 && count <= of.count) {
            furthest[of.partition] = Math.max(furthest[of.partition], of.lines[count - 1] + 1);
          }
        });
    int[] behind = new int[lengths.size()];
    int[] all = new int[lengths.size()];
    int[] least = furthest.clone();
    places.forEach(
        (key, of) -> {
          int count = table.getOrDefault(key, 0L).intValue();
          all[of.partition]++;
          if (count < of.count && of.lines[count] < furthest[of.partition]) {
            behind[of.partition]++;
            least[of.partition] = Math.min(least[of.partition], of.lines[count]);
          }
        });
    return Arrays.toString(behind)
        + " of "
        + Arrays.toString(all)
        + " keys are behind "
        + Arrays.toString(furthest)
        + ", down to "
        + Arrays.toString(least);
  }

  /**
   * The prefixes that explain a table.
   *
   * @param why gets the reason if there are none
   * @return null if there are none
   */
  synchronized @Nullable Range explain(Map<String, Long> table, List<String> why) {
    int[] shortest = new int[lengths.size()];
    int[] longest = lengths.stream().mapToInt(Integer::intValue).toArray();
    String[] lowKey = new String[shortest.length];
    String[] highKey = new String[shortest.length];
    for (String key : table.keySet()) {
      if (!places.containsKey(key)) {
        why.add("nobody sent " + key);
        return null;
      }
    }
    for (Map.Entry<String, Places> entry : places.entrySet()) {
      Places of = entry.getValue();
      long count = table.getOrDefault(entry.getKey(), 0L);
      if (count > of.count) {
        why.add(entry.getKey() + " has " + count + " of " + of.count);
        return null;
      }
      int low = count == 0 ? 0 : of.lines[(int) count - 1] + 1;
      int high = count == of.count ? longest[of.partition] : of.lines[(int) count];
      if (low > shortest[of.partition]) {
        shortest[of.partition] = low;
        lowKey[of.partition] = entry.getKey() + "=" + count;
      }
      if (high < longest[of.partition]) {
        longest[of.partition] = high;
        highKey[of.partition] = entry.getKey() + "=" + count;
      }
    }
    for (int p = 0; p < shortest.length; p++) {
      if (shortest[p] > longest[p]) {
        why.add(
            "partition "
                + p
                + ": "
                + lowKey[p]
                + " needs "
                + shortest[p]
                + " lines, "
                + highKey[p]
                + " at most "
                + longest[p]);
        return null;
      }
    }
    return new Range(shortest, longest);
  }
}
