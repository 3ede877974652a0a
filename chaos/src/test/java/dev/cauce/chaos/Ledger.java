package dev.cauce.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: hands out lines {@code key seq checksum}, {@code seq} contiguous for each key, and
 * says of what a sink holds how much of it is lost, doubled, out of order or torn. It remembers one
 * number a key. For threads of one writer; judging may go on beside it.
 */
final class Ledger {
  private final long seed;
  private final Map<String, Integer> sent = new HashMap<>();

  Ledger(long seed) {
    this.seed = seed;
  }

  /** The next line of a key. */
  synchronized String next(String key) {
    int seq = sent.merge(key, 1, Integer::sum) - 1;
    return key + " " + seq + " " + checksum(key, seq);
  }

  /** So many lines, of keys that are drawn from {@code keys} of a prefix. */
  List<String> next(Random random, String prefix, int keys, int lines) {
    List<String> next = new ArrayList<>(lines);
    for (int i = 0; i < lines; i++) {
      next.add(next(prefix + random.nextInt(keys)));
    }
    return next;
  }

  /** How many lines were handed out. */
  synchronized long expected() {
    return sent.values().stream().mapToLong(Integer::longValue).sum();
  }

  /** How many lines were handed out of each key: the table of counts that is right. */
  synchronized Map<String, Long> counts() {
    Map<String, Long> counts = new HashMap<>();
    sent.forEach((key, number) -> counts.put(key, (long) number));
    return counts;
  }

  /**
   * Judges rows, each of which should be there once.
   *
   * @param rows lines as they were handed out
   * @param ordered whether the rows of a key should stand in the order in which they were sent
   */
  synchronized Verdict rows(Iterable<String> rows, boolean ordered) {
    Map<String, BitSet> found = new HashMap<>();
    Map<String, Integer> last = new HashMap<>();
    long duplicated = 0;
    long regressed = 0;
    long torn = 0;
    for (String row : rows) {
      String[] cells = row.split(" ", -1);
      int seq = cells.length == 3 ? number(cells[1]) : -1;
      if (seq < 0
          || seq >= sent.getOrDefault(cells[0], 0)
          || !cells[2].equals(checksum(cells[0], seq))) {
        torn++;
        continue;
      }
      BitSet seen = found.computeIfAbsent(cells[0], key -> new BitSet());
      if (seen.get(seq)) {
        duplicated++;
      } else if (ordered && last.getOrDefault(cells[0], -1) > seq) {
        regressed++;
      }
      seen.set(seq);
      last.merge(cells[0], seq, Math::max);
    }
    long there = found.values().stream().mapToLong(BitSet::cardinality).sum();
    return new Verdict(expected(), expected() - there, duplicated, regressed, torn);
  }

  /** Judges a table of how many lines each key has. */
  Verdict table(Map<String, Long> counts) {
    return table(counts(), counts);
  }

  /** Judges a table of counts by the one that is right. */
  static Verdict table(Map<String, Long> expected, Map<String, Long> counts) {
    Set<String> keys = new HashSet<>(expected.keySet());
    keys.addAll(counts.keySet());
    long all = 0;
    long lost = 0;
    long duplicated = 0;
    long torn = 0;
    for (String key : keys) {
      long right = expected.getOrDefault(key, 0L);
      long there = counts.getOrDefault(key, 0L);
      all += right;
      lost += Math.max(0, right - there);
      if (expected.containsKey(key)) {
        duplicated += Math.max(0, there - right);
      } else {
        torn++; // a key that nobody sent
      }
    }
    return new Verdict(all, lost, duplicated, 0, torn);
  }

  private String checksum(String key, int seq) {
    CRC32 crc = new CRC32();
    crc.update((seed + " " + key + " " + seq).getBytes(UTF_8));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  private static int number(@Nullable String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException notANumber) {
      return -1;
    }
  }
}
