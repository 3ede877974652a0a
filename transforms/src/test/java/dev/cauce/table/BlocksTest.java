package dev.cauce.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class BlocksTest {
  private static final int SHARDS = 3;

  private final Blocks<@Nullable Void, Long> gathered = new Blocks<>(Accumulators.Counts::new);
  private final Blocks<@Nullable Void, Long> merged = new Blocks<>(Accumulators.Counts::new);

  @SuppressWarnings("NullAway") // there is nothing to aggregate but the key itself
  private void add(Span span, String... keys) {
    byte[] bytes = String.join("", keys).getBytes(UTF_8);
    int[] edges = new int[2 * keys.length];
    int at = 0;
    for (int i = 0; i < keys.length; i++) {
      edges[2 * i] = at;
      at += keys[i].length();
      edges[2 * i + 1] = at;
    }
    gathered.table(span).addAll(bytes, edges, keys.length, 0, null);
  }

  private static Map<String, Long> counts(Blocks<@Nullable Void, Long> blocks) {
    Map<String, Long> counts = new TreeMap<>();
    blocks
        .tables()
        .forEach(
            (span, table) -> {
              for (int group = 0; group < table.size(); group++) {
                int start = table.keyStart(group);
                String key = new String(table.keys(), start, table.keyEnd(group) - start, UTF_8);
                assertThat(
                    counts.put(span.start() + " " + key, table.value(group)), is((Long) null));
              }
            });
    return counts;
  }

  private void merge(byte[][] blocks) {
    for (byte[] block : blocks) {
      if (block != null) {
        merged.merge(block);
      }
    }
  }

  @Test
  public void strangers_areHandedOnOnce_andTheKnownStay() {
    add(Span.ALL, "the", "river", "the");
    gathered.fix();
    add(Span.ALL, "the", "bed", "bed");
    merge(gathered.takeStrangers(SHARDS));
    assertThat(counts(merged), equalTo(Map.of(Span.ALL.start() + " bed", 2L)));
    add(Span.ALL, "bed", "river");
    merge(gathered.write(SHARDS));
    String all = Span.ALL.start() + " ";
    assertThat(
        counts(merged), equalTo(Map.of(all + "bed", 3L, all + "river", 2L, all + "the", 3L)));
  }

  @Test
  public void isOutdated_whenHalfAndMoreAreStrangers() {
    add(Span.ALL, "the", "river");
    gathered.fix();
    add(Span.ALL, "the", "bed", "river", "flood");
    assertThat(gathered.isOutdated(), is(false));
    add(Span.ALL, "drought");
    assertThat(gathered.isOutdated(), is(true));
    gathered.takeStrangers(SHARDS);
    add(Span.ALL, "the", "bed");
    assertThat(gathered.isOutdated(), is(false));
    gathered.clear();
    assertThat(gathered.isFixed(), is(false));
  }

  /** Whatever is handed on when: what all blocks have together is what came. */
  @Test
  public void randomRowsInWindows_handedOnAtAnyTime_areCountedOnce() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<String, Long> expected = new TreeMap<>();
    for (int i = 0; i < 5_000; i++) {
      long window = random.nextInt(4) + i / 1_000;
      String[] keys = new String[random.nextInt(200)];
      for (int k = 0; k < keys.length; k++) {
        // Few that come often and many that do not, of 1 to 45 bytes.
        int number = (int) Math.pow(2_000, random.nextDouble());
        keys[k] = number + "-".repeat(number % 41);
        expected.merge(window + " " + keys[k], 1L, Long::sum);
      }
      add(new Span(window, window + 1), keys);
      int next = random.nextInt(100);
      if (next < 2) {
        gathered.fix();
      } else if (next < 8 && gathered.isFixed()) {
        merge(gathered.takeStrangers(SHARDS));
      } else if (next == 8) {
        merge(gathered.write(SHARDS));
        gathered.clear();
      }
    }
    merge(gathered.write(SHARDS));
    assertThat("seed " + seed, counts(merged), equalTo(expected));
  }
}
