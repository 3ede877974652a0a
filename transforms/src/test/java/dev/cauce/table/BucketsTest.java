package dev.cauce.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class BucketsTest {
  private static final Span WINDOW = new Span(0, 1000);

  /** State in memory that tells how often it is used. */
  private static final class MapStore implements Buckets.Store {
    final Map<Buckets.Place, byte[]> buckets = new HashMap<>();
    final Map<Span, Buckets.Size> sizes = new HashMap<>();
    long bytesRead;

    @Override
    public byte @Nullable [] get(Buckets.Place place) {
      byte[] bucket = buckets.get(place);
      bytesRead += bucket == null ? 0 : bucket.length;
      return bucket;
    }

    @Override
    public void put(Buckets.Place place, byte[] bucket) {
      buckets.put(place, bucket);
    }

    @Override
    public void remove(Buckets.Place place) {
      buckets.remove(place);
    }

    @Override
    public Buckets.@Nullable Size size(Span span) {
      return sizes.get(span);
    }

    @Override
    public void resize(Span span, Buckets.Size size) {
      sizes.put(span, size);
    }

    @Override
    public void forget(Span span) {
      sizes.remove(span);
    }
  }

  private final MapStore store = new MapStore();
  private final Buckets buckets = new Buckets(store, 4096);

  private static GroupTable<Object, Long> counts() {
    return new GroupTable<>(Accumulators.Counts::new);
  }

  private static void add(GroupTable<Object, Long> table, String key) {
    byte[] bytes = key.getBytes(UTF_8);
    table.add(bytes, 0, bytes.length, 0, true);
  }

  private static Map<String, Long> contents(GroupTable<Object, Long> table) {
    Map<String, Long> contents = new TreeMap<>();
    for (int i = 0; i < table.size(); i++) {
      contents.put(table.key(i).asText(), table.value(i));
    }
    return contents;
  }

  @Test
  public void merge_randomTicks_equalsAMap() {
    long seed = Long.getLong("cauce.seed", System.nanoTime());
    Random random = new Random(seed);
    Map<String, Long> truth = new TreeMap<>();
    long added = 0;
    for (int tick = 0; tick < 60; tick++) {
      GroupTable<Object, Long> news = counts();
      int rows = random.nextInt(tick % 7 == 0 ? 20_000 : 50);
      for (int i = 0; i < rows; i++) {
        String key =
            "k" + (long) (Math.pow(random.nextDouble(), 3) * 30_000) + (i % 50 == 0 ? "é" : "");
        add(news, key);
        truth.merge(key, 1L, Long::sum);
      }
      Map<String, Long> changed = contents(news);
      added += buckets.merge(WINDOW, news);
      changed.replaceAll((key, count) -> truth.getOrDefault(key, 0L));
      assertThat("seed " + seed, contents(news), is(changed));
    }
    GroupTable<Object, Long> all = counts();
    buckets.readAll(WINDOW, all);
    assertThat("seed " + seed, contents(all), is(truth));
    assertThat("seed " + seed, added, is((long) truth.size()));
    long bytes = store.buckets.values().stream().mapToLong(bucket -> bucket.length).sum();
    assertThat(
        "seed " + seed,
        bytes - store.buckets.size() <= Objects.requireNonNull(store.sizes.get(WINDOW)).bytes(),
        is(true));
    assertThat("seed " + seed, buckets.drop(WINDOW), is((long) truth.size()));
    assertThat("seed " + seed, store.buckets.isEmpty() && store.sizes.isEmpty(), is(true));
  }

  @Test
  public void merge_oneKeyOfMany_readsAFewKilobytesHoweverManyThereAre() {
    for (int from = 0; from < 1_000_000; from += 10_000) {
      GroupTable<Object, Long> news = counts();
      for (int i = from; i < from + 10_000; i++) {
        add(news, "key-" + i);
      }
      buckets.merge(WINDOW, news);
    }
    assertThat(Objects.requireNonNull(store.sizes.get(WINDOW)).groups(), is(1_000_000L));
    assertThat(store.buckets.size(), greaterThan(3000));

    store.bytesRead = 0;
    GroupTable<Object, Long> news = counts();
    add(news, "key-123456");
    assertThat(buckets.merge(WINDOW, news), is(0));
    assertThat(contents(news), is(Map.of("key-123456", 2L)));
    assertThat(store.bytesRead, lessThan(16_384L));
  }

  @Test
  public void merge_oneKeyOfManyOnDisk_readsTwoKilobytesAtMost() {
    assertThat(readForOneOfMany("rocksdb"), lessThan(2_048L));
    assertThat(readForOneOfMany("heap"), greaterThan(2_048L)); // fewer and larger ones
  }

  private long readForOneOfMany(String backend) {
    CheckpointOptions options = PipelineOptionsFactory.as(CheckpointOptions.class);
    options.setStateBackendName(backend);
    MapStore kept = new MapStore();
    Buckets ofBackend = new Buckets(kept, Buckets.target(options));
    for (int from = 0; from < 100_000; from += 10_000) {
      GroupTable<Object, Long> news = counts();
      for (int i = from; i < from + 10_000; i++) {
        add(news, "key-" + i);
      }
      ofBackend.merge(WINDOW, news);
    }
    kept.bytesRead = 0;
    GroupTable<Object, Long> news = counts();
    add(news, "key-77777");
    assertThat(ofBackend.merge(WINDOW, news), is(0));
    assertThat(contents(news), is(Map.of("key-77777", 2L)));
    return kept.bytesRead;
  }

  @Test
  public void merge_leavesOldBucketsUntouched() { // a snapshot may still be writing them
    GroupTable<Object, Long> news = counts();
    add(news, "a");
    buckets.merge(WINDOW, news);
    byte[] before = store.buckets.values().iterator().next();
    byte[] copy = before.clone();
    buckets.merge(WINDOW, news);
    assertThat(before, is(copy));
  }

  @Test
  public void hash_isPartOfTheStateFormat() {
    byte[] text = "The quick brown fox".getBytes(UTF_8);
    assertThat(
        List.of(Hash.of(text, 0, 0), Hash.of(text, 4, 9), Hash.of(text, 0, text.length)),
        is(List.of(0, 1750504059, 1250904532)));
    assertThat(Hash.shard(-1, 32), is(31));
    assertThat(Hash.shard(1 << 27, 32), is(1));
  }
}
