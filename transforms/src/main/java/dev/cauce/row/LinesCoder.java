package dev.cauce.row;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviders;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@link Lines}: a format version, and whether more follow; the origin, the number of rows,
 * their times (one, or one each as differences to the least), their lengths, their bytes.
 * Deterministic.
 */
public final class LinesCoder extends AtomicCoder<Lines> {
  private static final LinesCoder INSTANCE = new LinesCoder();
  private static final int ONE_TIME = 1;
  private static final int TIME_EACH = 2;
  private static final int FOLLOWED = 4; // added to the format

  private LinesCoder() {}

  /** The only instance. */
  public static LinesCoder of() {
    return INSTANCE;
  }

  /** By which Beam finds this coder for {@link Lines}. */
  public static CoderProvider getCoderProvider() {
    return CoderProviders.forCoder(TypeDescriptor.of(Lines.class), INSTANCE);
  }

  @Override
  public void encode(Lines lines, OutputStream out) throws IOException {
    long[] times = lines.times();
    out.write((times == null ? ONE_TIME : TIME_EACH) + (lines.isFollowed() ? FOLLOWED : 0));
    StringUtf8Coder.of().encode(lines.origin(), out);
    VarInt.encode(lines.size(), out);
    long least = lines.least().getMillis();
    VarInt.encode(least, out);
    for (int i = 0; i < lines.size(); i++) {
      VarInt.encode(lines.end(i) - lines.start(i), out);
      if (times != null) {
        VarInt.encode(times[i] - least, out);
      }
    }
    out.write(lines.bytes(), 0, lines.length());
  }

  @Override
  public Lines decode(InputStream in) throws IOException {
    int first = in.read();
    int format = first & ~FOLLOWED;
    if (format != ONE_TIME && format != TIME_EACH) {
      throw new CoderException("Unknown format " + first + " of a block of rows");
    }
    String origin = StringUtf8Coder.of().decode(in);
    int size = VarInt.decodeInt(in);
    long least = VarInt.decodeLong(in);
    int[] ends = new int[size];
    long @Nullable [] times = format == TIME_EACH ? new long[size] : null;
    int length = 0;
    for (int i = 0; i < size; i++) {
      length += VarInt.decodeInt(in);
      ends[i] = length;
      if (times != null) {
        times[i] = least + VarInt.decodeLong(in);
      }
    }
    byte[] bytes = new byte[length];
    new DataInputStream(in).readFully(bytes);
    return new Lines(origin, bytes, ends, size, least, times, format != first);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public void verifyDeterministic() {}
}
