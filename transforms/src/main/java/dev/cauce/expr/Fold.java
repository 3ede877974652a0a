package dev.cauce.expr;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate of SQL. Its accumulators are changed in place; what it keeps in state is written by
 * itself, behind a byte that tells the format.
 */
abstract class Fold<A> extends CombineFn<Row, A, @Nullable Object> {
  private static final int VERSION = 1;
  private final Type result;
  private final boolean nullable;

  Fold(Type result, boolean nullable) {
    this.result = result;
    this.nullable = nullable;
  }

  Type result() {
    return result;
  }

  boolean nullable() {
    return nullable;
  }

  /** Takes {@code from} into {@code into}, and returns that. */
  abstract A merge(A into, A from);

  abstract void write(A accumulator, DataOutputStream out) throws IOException;

  abstract A read(DataInputStream in) throws IOException;

  /** What tells this fold's format from that of another of its class: types, sizes. */
  abstract Object format();

  /** Whether equal accumulators always have equal bytes. */
  boolean deterministic() {
    return true;
  }

  @Override
  public A mergeAccumulators(Iterable<A> accumulators) {
    A merged = createAccumulator();
    for (A accumulator : accumulators) {
      merged = merge(merged, accumulator);
    }
    return merged;
  }

  @Override
  public Coder<A> getAccumulatorCoder(CoderRegistry registry, Coder<Row> input) {
    return new StateCoder<>(this);
  }

  @Override
  @SuppressWarnings("unchecked") // the coder of the result's type takes the result's values
  public Coder<@Nullable Object> getDefaultOutputCoder(CoderRegistry registry, Coder<Row> input) {
    return (Coder<@Nullable Object>) SqlCoders.of(result.fieldType(nullable));
  }

  private static final class StateCoder<A> extends CustomCoder<A> {
    private static final long serialVersionUID = 1;
    private final Fold<A> fold;

    StateCoder(Fold<A> fold) {
      this.fold = fold;
    }

    @Override
    public void encode(A accumulator, OutputStream out) throws IOException {
      DataOutputStream data = new DataOutputStream(out);
      data.writeByte(VERSION);
      fold.write(accumulator, data);
    }

    @Override
    public A decode(InputStream in) throws IOException {
      DataInputStream data = new DataInputStream(in);
      int version = data.readByte();
      if (version != VERSION) {
        throw new CoderException(
            "an aggregate in format " + version + "; this program reads " + VERSION);
      }
      return fold.read(data);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      if (!fold.deterministic()) {
        throw new NonDeterministicException(this, "the order of its values may differ");
      }
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof StateCoder<?> that
          && fold.getClass() == that.fold.getClass()
          && fold.format().equals(that.fold.format());
    }

    @Override
    public int hashCode() {
      return fold.getClass().hashCode() * 31 + fold.format().hashCode();
    }
  }
}
