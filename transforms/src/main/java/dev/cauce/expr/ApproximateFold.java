package dev.cauce.expr;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * approx_count_distinct: exact up to 128 different values, then an UltraLogLog sketch of a fixed
 * size whose standard error is {@code 0.78 / sqrt(size)}: 2.4 % of the count in 1 KiB by default.
 */
final class ApproximateFold extends Fold<ApproximateFold.Sketch> {
  private static final int EXACT = 128;
  private static final int LEAST_PRECISION = 8;
  private static final int MOST_PRECISION = 18;
  private static final double ERROR = 0.78;

  /** Few hashes, each once; or the sketch that they went into. */
  static final class Sketch {
    private long[] hashes = new long[4];
    private int size;
    private @Nullable UltraLogLog sketch;
  }

  private final Expr argument;
  private final int precision;

  /** With the wanted standard error; smaller ones take more memory. */
  ApproximateFold(Expr argument, double error) {
    super(Type.LONG, false);
    this.argument = argument;
    int wanted = LEAST_PRECISION + 2; // half of Spark's 5 %, in no more memory than it takes
    while (wanted < MOST_PRECISION && ERROR / Math.sqrt(1 << wanted) > error) {
      wanted++;
    }
    this.precision = wanted;
  }

  @Override
  public Sketch createAccumulator() {
    return new Sketch();
  }

  @Override
  public Sketch addInput(Sketch a, Row row) {
    Object value = argument.eval(row);
    if (value != null) {
      add(a, hash(value));
    }
    return a;
  }

  private long hash(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(16);
    try {
      ValueCodec.write(argument.typed().type(), value, new DataOutputStream(bytes));
    } catch (IOException impossible) { // nothing is written but into memory
      throw new IllegalStateException(impossible);
    }
    // The name says the version: sketches in a checkpoint must meet the same hashes again.
    return Hashing.komihash5_0().hashBytesToLong(bytes.toByteArray());
  }

  private void add(Sketch a, long hash) {
    if (a.sketch != null) {
      a.sketch.add(hash);
      return;
    }
    int at = Arrays.binarySearch(a.hashes, 0, a.size, hash);
    if (at >= 0) {
      return;
    }
    if (a.size == EXACT) {
      sketch(a).add(hash);
      return;
    }
    if (a.size == a.hashes.length) {
      a.hashes = Arrays.copyOf(a.hashes, 2 * a.size);
    }
    int place = -at - 1;
    System.arraycopy(a.hashes, place, a.hashes, place + 1, a.size - place);
    a.hashes[place] = hash;
    a.size++;
  }

  private UltraLogLog sketch(Sketch a) {
    UltraLogLog known = a.sketch;
    if (known == null) {
      known = UltraLogLog.create(precision);
      for (int i = 0; i < a.size; i++) {
        known.add(a.hashes[i]);
      }
      a.sketch = known;
      a.hashes = new long[0];
      a.size = 0;
    }
    return known;
  }

  @Override
  Sketch merge(Sketch into, Sketch from) {
    if (from.sketch != null) {
      sketch(into).add(from.sketch);
    }
    for (int i = 0; i < from.size; i++) {
      add(into, from.hashes[i]);
    }
    return into;
  }

  @Override
  public @Nullable Object extractOutput(Sketch a) {
    return a.sketch == null ? (long) a.size : Math.round(a.sketch.getDistinctCountEstimate());
  }

  @Override
  void write(Sketch a, DataOutputStream out) throws IOException {
    VarInt.encode(a.sketch == null ? a.size : EXACT + 1, out);
    if (a.sketch != null) {
      byte[] state = a.sketch.getState();
      VarInt.encode(state.length, out);
      out.write(state);
      return;
    }
    for (int i = 0; i < a.size; i++) {
      out.writeLong(a.hashes[i]);
    }
  }

  @Override
  Sketch read(DataInputStream in) throws IOException {
    Sketch a = new Sketch();
    int size = VarInt.decodeInt(in);
    if (size > EXACT) {
      a.hashes = new long[0];
      a.sketch = UltraLogLog.wrap(in.readNBytes(VarInt.decodeInt(in)));
      return a;
    }
    a.hashes = new long[Math.max(4, size)];
    for (int i = 0; i < size; i++) {
      a.hashes[i] = in.readLong();
    }
    a.size = size;
    return a;
  }

  @Override
  Object format() {
    return List.of(precision, argument.typed().type());
  }
}
