package dev.cauce.row;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviders;
import org.apache.beam.sdk.coders.DefaultCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.joda.time.Instant;

/**
 * A row that could not be used, and why.
 *
 * @param time when it was found out
 * @param origin where the row came from, as {@link Lines#origin} says it
 * @param reason one line: what was given and what is wrong with it
 * @param row the row as it came
 */
@DefaultCoder(DeadLetter.DeadLetterCoder.class)
public record DeadLetter(Instant time, String origin, String reason, String row) {
  /** Checks that nothing is missing. */
  public DeadLetter {
    Objects.requireNonNull(time);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(reason);
    Objects.requireNonNull(row);
  }

  /**
   * The failure of a pipeline that has no place for it: the reason, the row, where it came from.
   *
   * @param remedy a sentence: what to do
   */
  public IllegalArgumentException failure(String remedy) {
    return new IllegalArgumentException(reason + ": " + row + " (from " + origin + "). " + remedy);
  }

  /** Writes a format version and the four parts. */
  public static final class DeadLetterCoder extends AtomicCoder<DeadLetter> {
    private static final DeadLetterCoder INSTANCE = new DeadLetterCoder();
    private static final int FORMAT = 1;

    private DeadLetterCoder() {}

    /** The only instance. */
    public static DeadLetterCoder of() {
      return INSTANCE;
    }

    /** By which Beam finds this coder for {@link DeadLetter}. */
    public static CoderProvider getCoderProvider() {
      return CoderProviders.forCoder(TypeDescriptor.of(DeadLetter.class), INSTANCE);
    }

    @Override
    public void encode(DeadLetter letter, OutputStream out) throws IOException {
      out.write(FORMAT);
      BigEndianLongCoder.of().encode(letter.time.getMillis(), out);
      StringUtf8Coder.of().encode(letter.origin, out);
      StringUtf8Coder.of().encode(letter.reason, out);
      StringUtf8Coder.of().encode(letter.row, out);
    }

    @Override
    public DeadLetter decode(InputStream in) throws IOException {
      int format = in.read();
      if (format != FORMAT) {
        throw new CoderException("Unknown format " + format + " of a dead letter");
      }
      Instant time = new Instant(BigEndianLongCoder.of().decode(in).longValue());
      StringUtf8Coder strings = StringUtf8Coder.of();
      return new DeadLetter(time, strings.decode(in), strings.decode(in), strings.decode(in));
    }

    @Override
    public void verifyDeterministic() {}
  }
}
