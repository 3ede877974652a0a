package dev.cauce.table;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Duration;
import org.junit.Test;

/** The formats of the state of sessions and first rows: what a checkpoint of today must restore. */
public class StretchStateTest {
  private static final StretchRule SESSION = new StretchRule.Session(input -> Duration.millis(10));

  @Test
  public void indexCoder_roundTrip_givesTheSame() throws IOException {
    for (long[] least : new long[][] {{}, {5}, {-1, StretchRule.NEVER, Long.MIN_VALUE}}) {
      byte[] bytes = CoderUtils.encodeToByteArray(ExpiryIndex.IndexCoder.INSTANCE, least);
      long[] back = CoderUtils.decodeFromByteArray(ExpiryIndex.IndexCoder.INSTANCE, bytes);
      assertThat(Arrays.toString(back), is(Arrays.toString(least)));
    }
  }

  @Test
  public void indexCoder_format_isOfTheseBytes() throws IOException {
    byte[] bytes = CoderUtils.encodeToByteArray(ExpiryIndex.IndexCoder.INSTANCE, new long[] {258});
    assertThat(Arrays.toString(bytes), is("[1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 2]"));
  }

  @Test
  public void indexCoder_otherFormat_isRefused() {
    Exception refused =
        assertThrows(
            IOException.class,
            () ->
                ExpiryIndex.IndexCoder.INSTANCE.decode(
                    new ByteArrayInputStream(new byte[] {2, 0, 0, 0, 0})));
    assertThat(String.valueOf(refused.getMessage()), containsString("format 2"));
  }

  @Test
  public void headerCoder_roundTrip_givesTheSame() throws IOException {
    ShardHeader header =
        ShardHeader.NEW
            .withVersion(1L << 60)
            .withArmed(true)
            .withPending(300)
            .withCloseAt(-7)
            .withWatermark(org.joda.time.Instant.ofEpochMilli(-3))
            .withWatermark(org.joda.time.Instant.ofEpochMilli(-9));
    assertThat(header.watermark(), is(-3L));
    byte[] bytes = CoderUtils.encodeToByteArray(ShardHeader.HeaderCoder.INSTANCE, header);
    assertThat(CoderUtils.decodeFromByteArray(ShardHeader.HeaderCoder.INSTANCE, bytes), is(header));
  }

  @Test
  public void stretches_writtenAndMergedAgain_areTheSame() throws Exception {
    Bytes out = new Bytes(64);
    write(Count.combineFn(), out);
    byte[] state = out.toArray();

    assertThat(read(Count.combineFn(), state), is(List.of("-5000..5000: 1", "7000..17000: 2")));
    assertThat(Stretches.leastEnd(state, 0), is(5_000L));
    assertThat(Stretches.anyLate(SESSION, state, 0, 4_999), is(false));
    assertThat(Stretches.anyLate(SESSION, state, 0, 5_000), is(true));
  }

  private static <A> void write(CombineFn<String, A, Long> fn, Bytes out) throws Exception {
    Stretches<String, A, Long> stretches = stretches(fn);
    stretches.create(0);
    stretches.add(0, 7_000, "b");
    stretches.add(0, 7_000, "b");
    stretches.add(0, -5_000, "a");
    stretches.settle();
    stretches.write(0, out);
  }

  private static <A> List<String> read(CombineFn<String, A, Long> fn, byte[] state)
      throws Exception {
    Stretches<String, A, Long> stretches = stretches(fn);
    stretches.create(0);
    stretches.settle();
    stretches.merge(0, state, 0, state.length);
    List<String> found = new ArrayList<>();
    for (Stretch<A> each : stretches.extract(0)) {
      found.add(each.start + ".." + each.end + ": " + value(fn, each));
    }
    return found;
  }

  @SuppressWarnings("NullAway") // these have values
  private static <A> Long value(CombineFn<String, A, Long> fn, Stretch<A> stretch) {
    return fn.extractOutput(stretch.value);
  }

  private static <A> Stretches<String, A, Long> stretches(CombineFn<String, A, Long> fn)
      throws CannotProvideCoderException {
    Coder<A> coder = fn.getAccumulatorCoder(CoderRegistry.createDefault(), StringUtf8Coder.of());
    return new Stretches<>(SESSION, fn, coder);
  }
}
