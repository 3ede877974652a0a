package dev.cauce.clicks;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/**
 * The most frequent texts and how often each came: first the most frequent, of equals first the
 * least text.
 *
 * <p>With a bound on how many texts are remembered it is the mergeable summary of Misra and Gries
 * (Agarwal et al., Mergeable Summaries, PODS 2012): when there are twice as many, all counts are
 * lowered by that of the first one too many. So a count is never too high, and too low by at most
 * the number of all texts divided by the bound; with no more different texts than the bound it is
 * exact.
 */
final class TopFn extends CombineFn<String, Map<String, Long>, KV<List<String>, List<Long>>> {
  private static final Comparator<Map.Entry<String, Long>> ORDER =
      Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
          .thenComparing(Map.Entry.comparingByKey());

  private final int limit;
  private final int remembered;

  /**
   * @param limit how many come out
   * @param remembered how many are remembered at least; {@link Integer#MAX_VALUE} for all
   */
  TopFn(int limit, int remembered) {
    this.limit = limit;
    this.remembered = remembered;
  }

  @Override
  public Map<String, Long> createAccumulator() {
    return new HashMap<>();
  }

  @Override
  public Map<String, Long> addInput(Map<String, Long> counts, String text) {
    counts.merge(text, 1L, Long::sum);
    return bounded(counts);
  }

  @Override
  public Map<String, Long> mergeAccumulators(Iterable<Map<String, Long>> accumulators) {
    Map<String, Long> all = new HashMap<>();
    for (Map<String, Long> counts : accumulators) {
      counts.forEach((text, count) -> all.merge(text, count, Long::sum));
      bounded(all);
    }
    return all;
  }

  private Map<String, Long> bounded(Map<String, Long> counts) {
    if (counts.size() <= 2L * remembered) {
      return counts;
    }
    long[] sorted = counts.values().stream().mapToLong(Long::longValue).sorted().toArray();
    long tooMany = sorted[sorted.length - 1 - remembered];
    counts.values().removeIf(count -> count <= tooMany);
    counts.replaceAll((text, count) -> count - tooMany);
    return counts;
  }

  @Override
  public KV<List<String>, List<Long>> extractOutput(Map<String, Long> counts) {
    List<Map.Entry<String, Long>> first =
        counts.entrySet().stream().sorted(ORDER).limit(limit).toList();
    return KV.of(
        new ArrayList<>(first.stream().map(Map.Entry::getKey).toList()),
        new ArrayList<>(first.stream().map(Map.Entry::getValue).toList()));
  }

  @Override
  public Coder<Map<String, Long>> getAccumulatorCoder(
      CoderRegistry registry, Coder<String> inputCoder) {
    return new CountsCoder();
  }

  @Override
  public Coder<KV<List<String>, List<Long>>> getDefaultOutputCoder(
      CoderRegistry registry, Coder<String> inputCoder) {
    return KvCoder.of(ListCoder.of(StringUtf8Coder.of()), ListCoder.of(VarLongCoder.of()));
  }

  /** Texts in their order with their counts, behind the version of the format. */
  static final class CountsCoder extends CustomCoder<Map<String, Long>> {
    private static final int VERSION = 1;
    private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

    @Override
    public void encode(Map<String, Long> counts, OutputStream out) throws IOException {
      DataOutputStream data = new DataOutputStream(out);
      data.writeByte(VERSION);
      VarInt.encode(counts.size(), data);
      List<String> texts = new ArrayList<>(counts.keySet());
      texts.sort(Comparator.naturalOrder());
      for (String text : texts) {
        TEXT.encode(text, data);
        VarInt.encode(counts.getOrDefault(text, 0L), data);
      }
    }

    @Override
    public Map<String, Long> decode(InputStream in) throws IOException {
      DataInputStream data = new DataInputStream(in);
      int version = data.readByte();
      if (version != VERSION) {
        throw new IOException("Counts of format " + version + ", which is not known");
      }
      int size = VarInt.decodeInt(data);
      Map<String, Long> counts = new HashMap<>();
      for (int i = 0; i < size; i++) {
        counts.put(TEXT.decode(data), VarInt.decodeLong(data));
      }
      return counts;
    }

    @Override
    public void verifyDeterministic() {
      // The order of the texts is theirs.
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof CountsCoder;
    }

    @Override
    public int hashCode() {
      return VERSION;
    }
  }
}
