package dev.cauce.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.ReadableState;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class PendingTest {
  private static final int KEYS = 2_000;
  private static final int BLOCKS = 500;

  /** What is put by, on the heap. */
  private static final class Bag implements BagState<byte[]> {
    private final List<byte[]> blocks = new ArrayList<>();

    @Override
    public void add(byte[] block) {
      blocks.add(block);
    }

    @Override
    public Iterable<byte[]> read() {
      return List.copyOf(blocks);
    }

    @Override
    public void clear() {
      blocks.clear();
    }

    @Override
    public BagState<byte[]> readLater() {
      return this;
    }

    @Override
    public ReadableState<Boolean> isEmpty() {
      throw new UnsupportedOperationException();
    }

    private long bytes() {
      return blocks.stream().mapToLong(block -> block.length).sum();
    }
  }

  @SuppressWarnings("NullAway") // there is nothing to aggregate but the key itself
  private static byte[] block() {
    Blocks<@Nullable Void, Long> blocks = new Blocks<>(Accumulators.Counts::new);
    for (int key = 0; key < KEYS; key++) {
      byte[] bytes = ("key" + key).getBytes(UTF_8);
      blocks.table(Span.ALL).add(bytes, 0, bytes.length, 0, null);
    }
    return blocks.write(1)[0];
  }

  @Test
  public void add_theSameGroupsAgainAndAgain_areNotKeptAgainAndAgain() {
    Pending<@Nullable Void, Long> pending = new Pending<>(Accumulators.Counts::new);
    Bag bag = new Bag();
    byte[] block = block();
    ShardHeader header = ShardHeader.NEW;
    for (int i = 0; i < BLOCKS; i++) {
      header = pending.add(block, bag, header);
      assertThat(bag.bytes(), lessThan(1L << 20));
    }
    assertThat((long) block.length * BLOCKS, greaterThan(10L << 20));

    GroupTable<@Nullable Void, Long> all = pending.read(bag).table(Span.ALL);
    assertThat(all.size(), is(KEYS));
    for (int group = 0; group < KEYS; group++) {
      assertThat(all.value(group), is((long) BLOCKS));
    }
  }
}
