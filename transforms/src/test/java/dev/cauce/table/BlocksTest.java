package dev.cauce.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.List;
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
                String key = table.key(group).asText();
                assertThat(
                    counts.put(span.start() + " " + key, table.value(group)), is((Long) null));
              }
            });
    return counts;
  }

  private void mergeAll() {
    mergeAll(Integer.MAX_VALUE);
  }

  private void mergeAll(int most) {
    gathered.write(SHARDS, most, (shard, block) -> merged.merge(block));
  }

  private void mergeStrangers(int most) {
    gathered.takeStrangers(SHARDS, most, (shard, block) -> merged.merge(block));
  }

  @Test
  public void strangers_areHandedOnOnce_andTheKnownStay() {
    add(Span.ALL, "the", "river", "the");
    gathered.fix();
    add(Span.ALL, "the", "bed", "bed");
    mergeStrangers(Integer.MAX_VALUE);
    assertThat(counts(merged), equalTo(Map.of(Span.ALL.start() + " bed", 2L)));
    add(Span.ALL, "bed", "river");
    mergeAll();
    String all = Span.ALL.start() + " ";
    assertThat(
        counts(merged), equalTo(Map.of(all + "bed", 3L, all + "river", 2L, all + "the", 3L)));
  }

  @Test
  public void write_inParts_eachOfAsManyGroupsAsAsked() {
    Span other = new Span(0, 1);
    add(Span.ALL, "the", "bed", "of", "a");
    add(other, "river", "in", "flood");
    List<Integer> groups = new ArrayList<>();
    gathered.write(
        1,
        3,
        (shard, block) -> {
          int[] count = {0};
          Blocks.sections(
              block,
              (span, some, in) -> {
                GroupTable.Entry entry = new GroupTable.Entry(in);
                for (int i = 0; i < some; i++, count[0]++) {
                  entry.next();
                }
              });
          groups.add(count[0]);
        });
    assertThat(groups, contains(3, 3, 1));
  }

  @Test
  public void isOutdated_whenHalfAndMoreAreStrangers() {
    add(Span.ALL, "the", "river");
    gathered.fix();
    add(Span.ALL, "the", "bed", "river", "flood");
    assertThat(gathered.isOutdated(), is(false));
    add(Span.ALL, "drought");
    assertThat(gathered.isOutdated(), is(true));
    mergeStrangers(Integer.MAX_VALUE);
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
        mergeStrangers(1 + random.nextInt(50));
      } else if (next == 8) {
        mergeAll(1 + random.nextInt(50));
        gathered.clear();
      }
    }
    mergeAll();
    assertThat("seed " + seed, counts(merged), equalTo(expected));
  }
}
