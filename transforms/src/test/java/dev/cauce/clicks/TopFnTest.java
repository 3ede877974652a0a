package dev.cauce.clicks;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.Assert.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.junit.Test;

public class TopFnTest {
  @Test
  public void top_ofEqualCounts_isInTheOrderOfTheTexts() {
    TopFn top = new TopFn(3, Integer.MAX_VALUE);
    Map<String, Long> one = added(top, List.of("/b", "/a", "/c", "/a"));
    Map<String, Long> other = added(top, List.of("/d", "/c", "/b"));
    assertThat(
        top.extractOutput(top.mergeAccumulators(List.of(one, other))),
        equalTo(KV.of(List.of("/a", "/b", "/c"), List.of(2L, 2L, 2L))));
    assertThat(top.extractOutput(top.createAccumulator()), equalTo(KV.of(List.of(), List.of())));
  }

  @Test
  public void bounded_moreTextsThanRemembered_missesAtMostItsShare() {
    long seed = Long.getLong("cauce.seed", System.nanoTime());
    Random random = new Random(seed);
    TopFn top = new TopFn(5, 50);
    Map<String, Long> truth = new HashMap<>();
    List<Map<String, Long>> parts = new ArrayList<>();
    int all = 20_000;
    for (int part = 0; part < 4; part++) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < all / 4; i++) {
        // A few come often, most once or twice.
        int page = random.nextInt(3) == 0 ? random.nextInt(5) : random.nextInt(10_000);
        texts.add("/" + page);
      }
      texts.forEach(text -> truth.merge(text, 1L, Long::sum));
      Map<String, Long> counts = added(top, texts);
      assertThat("remembered, seed " + seed, counts.size(), is(lessThanOrEqualTo(100)));
      parts.add(counts);
    }
    Map<String, Long> merged = top.mergeAccumulators(parts);
    assertThat("remembered, seed " + seed, merged.size(), is(lessThanOrEqualTo(100)));
    for (int page = 0; page < 5; page++) {
      long counted = merged.getOrDefault("/" + page, 0L);
      long real = truth.getOrDefault("/" + page, 0L);
      assertThat("seed " + seed, counted, is(lessThanOrEqualTo(real)));
      assertThat("seed " + seed, counted, is(greaterThanOrEqualTo(real - all / 50)));
    }
  }

  @Test
  public void coder_counts_comeBack() throws CoderException {
    TopFn.CountsCoder coder = new TopFn.CountsCoder();
    Map<String, Long> counts = Map.of("/é", 3L, "", 1L, "/b", 1_000_000_000_000L);
    byte[] bytes = CoderUtils.encodeToByteArray(coder, counts);
    assertThat(bytes[0], is((byte) 1));
    assertThat(CoderUtils.decodeFromByteArray(coder, bytes), equalTo(counts));
    bytes[0] = 9;
    IOException e =
        assertThrows(IOException.class, () -> coder.decode(new ByteArrayInputStream(bytes)));
    assertThat(e.getMessage(), is("Counts of format 9, which is not known"));
  }

  private static Map<String, Long> added(TopFn top, List<String> texts) {
    Map<String, Long> counts = top.createAccumulator();
    for (String text : texts) {
      counts = top.addInput(counts, text);
    }
    return counts;
  }
}
