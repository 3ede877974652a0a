package dev.cauce.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class HandingOnTest {
  private static final int SHARDS = 4;

  private final HandingOn handing = new HandingOn(SHARDS, Integer.MAX_VALUE);
  private final Blocks<@Nullable Void, Long> blocks = new Blocks<>(Accumulators.Counts::new);
  private final List<String> given = new ArrayList<>();

  @SuppressWarnings("NullAway") // there is nothing to aggregate but the key itself
  private static void add(Blocks<@Nullable Void, Long> to, String key) {
    byte[] bytes = key.getBytes(UTF_8);
    to.table(Span.ALL).add(bytes, 0, bytes.length, 0, null);
  }

  private void take(int shard, byte[] block) {
    Blocks<@Nullable Void, Long> read = new Blocks<>(Accumulators.Counts::new);
    read.merge(block);
    int groups = read.isEmpty() ? 0 : read.table(Span.ALL).size();
    given.add((Blocks.isPart(block) ? "part" : "last") + " to " + shard + " of " + groups);
  }

  private static int shard(String key) {
    Blocks<@Nullable Void, Long> one = new Blocks<>(Accumulators.Counts::new);
    add(one, key);
    byte[][] written = one.write(SHARDS);
    for (int shard = 0; shard < SHARDS; shard++) {
      if (written[shard] != null) {
        return shard;
      }
    }
    throw new AssertionError(key);
  }

  @Test
  public void all_withoutParts_whatThereIs() {
    add(blocks, "a");
    handing.all(blocks, this::take);
    assertThat(given, contains("last to " + shard("a") + " of 1"));
    assertThat(blocks.isEmpty(), is(true));
    assertThat(handing.isDone(blocks), is(true));
  }

  @Test
  public void all_afterAPart_alsoTellsWhoGetsNothingMore() {
    String other = "b";
    while (shard(other) == shard("a")) {
      other += "b";
    }
    add(blocks, "a");
    handing.part(blocks, this::take);
    assertThat(blocks.isEmpty(), is(true));
    assertThat(handing.isDone(blocks), is(false));
    add(blocks, other);
    handing.all(blocks, this::take);
    assertThat(
        given,
        contains(
            "part to " + shard("a") + " of 1",
            "last to " + shard(other) + " of 1",
            "last to " + shard("a") + " of 0"));

    given.clear();
    handing.all(blocks, this::take);
    assertThat(given, empty());
  }

  @Test
  public void strangers_arePartsToo() {
    add(blocks, "a");
    blocks.fix();
    add(blocks, "c");
    handing.strangers(blocks, this::take);
    handing.all(blocks, this::take);
    List<String> expected = new ArrayList<>();
    expected.add("part to " + shard("c") + " of 1");
    expected.add("last to " + shard("a") + " of 1");
    if (shard("a") != shard("c")) {
      expected.add("last to " + shard("c") + " of 0");
    }
    assertThat(given, is(expected));
  }
}
