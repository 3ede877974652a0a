package dev.cauce.anomaly;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;

/**
 * The frame of a coder for the states of a detector: a byte that says the version of the format,
 * then what {@link #write} writes. A state of a version that is not known is refused, in words.
 *
 * @param <S> the states
 */
public abstract class StateCoder<S> extends CustomCoder<S> {
  private final String name;
  private final int version;

  /**
   * @param name whose states, for messages
   * @param version of the format, from 1 to 127
   */
  protected StateCoder(String name, int version) {
    this.name = name;
    this.version = version;
  }

  /** Writes {@code state} so that {@link #read} knows where it ends. */
  protected abstract void write(S state, DataOutputStream out) throws IOException;

  /** Reads what {@link #write} wrote, in the present version. */
  protected abstract S read(DataInputStream in) throws IOException;

  @Override
  public final void encode(S state, OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeByte(version);
    write(state, data);
    data.flush();
  }

  @Override
  public final S decode(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int found = data.readByte();
    if (found != version) {
      throw new IOException(
          "The state of the detector \""
              + name
              + "\" has the format "
              + found
              + ", this release reads "
              + version
              + ": go on with the release that wrote it, or start anew.");
    }
    return read(data);
  }

  @Override
  public void verifyDeterministic() {}
}
