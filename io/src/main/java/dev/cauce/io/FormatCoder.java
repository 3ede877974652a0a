package dev.cauce.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;

/**
 * Writes what is small and may have to change its format: a byte that says which format it is, then
 * the fields. Deterministic.
 */
abstract class FormatCoder<T> extends AtomicCoder<T> {
  private static final int FORMAT = 1;

  private final String what;

  /**
   * @param what is written, with an article, for the message on a format that is not known
   */
  FormatCoder(String what) {
    this.what = what;
  }

  abstract void encodeFields(T value, OutputStream out) throws IOException;

  abstract T decodeFields(InputStream in) throws IOException;

  @Override
  public final void encode(T value, OutputStream out) throws IOException {
    out.write(FORMAT);
    encodeFields(value, out);
  }

  @Override
  public final T decode(InputStream in) throws IOException {
    int format = in.read();
    if (format != FORMAT) {
      throw new CoderException("Unknown format " + format + " of " + what);
    }
    return decodeFields(in);
  }

  @Override
  public final void verifyDeterministic() {}
}
