package dev.cauce.expr;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate of each different value once. The state holds the bytes of every different value (of
 * all arguments together); combinations with a null are left out, as SQL does.
 */
final class DistinctFold<A> extends Fold<Set<ByteBuffer>> {
  private final List<Expr> arguments;
  private final Schema schema;
  private final @Nullable Fold<A> inner;

  /**
   * @param inner aggregates rows of {@link #schema}, the different values; null to count them
   */
  DistinctFold(List<Expr> arguments, @Nullable Fold<A> inner) {
    super(inner == null ? Type.LONG : inner.result(), inner != null && inner.nullable());
    this.arguments = arguments;
    this.schema = schema(arguments);
    this.inner = inner;
  }

  /** A column for each argument: c0, c1, ... */
  static Schema schema(List<Expr> arguments) {
    Schema.Builder builder = Schema.builder();
    for (int i = 0; i < arguments.size(); i++) {
      builder.addField("c" + i, arguments.get(i).type());
    }
    return builder.build();
  }

  @Override
  public Set<ByteBuffer> createAccumulator() {
    return new HashSet<>(4);
  }

  @Override
  public Set<ByteBuffer> addInput(Set<ByteBuffer> a, Row row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(16);
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      for (Expr argument : arguments) {
        Object value = argument.eval(row);
        if (value == null) {
          return a;
        }
        ValueCodec.write(argument.typed().type(), value, out);
      }
    } catch (IOException impossible) { // nothing is written but into memory
      throw new IllegalStateException(impossible);
    }
    a.add(ByteBuffer.wrap(bytes.toByteArray()));
    return a;
  }

  @Override
  Set<ByteBuffer> merge(Set<ByteBuffer> into, Set<ByteBuffer> from) {
    into.addAll(from);
    return into;
  }

  @Override
  public @Nullable Object extractOutput(Set<ByteBuffer> a) {
    if (inner == null) {
      return (long) a.size();
    }
    A accumulator = inner.createAccumulator();
    for (ByteBuffer each : a) {
      accumulator = inner.addInput(accumulator, row(each));
    }
    return inner.extractOutput(accumulator);
  }

  private Row row(ByteBuffer bytes) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.array()));
    List<@Nullable Object> values = new ArrayList<>(arguments.size());
    try {
      for (Expr argument : arguments) {
        values.add(ValueCodec.read(argument.typed().type(), in));
      }
    } catch (IOException damaged) {
      throw new IllegalStateException(damaged);
    }
    return Row.withSchema(schema).attachValues(values);
  }

  @Override
  void write(Set<ByteBuffer> a, DataOutputStream out) throws IOException {
    VarInt.encode(a.size(), out);
    for (ByteBuffer each : a) {
      VarInt.encode(each.array().length, out);
      out.write(each.array());
    }
  }

  @Override
  Set<ByteBuffer> read(DataInputStream in) throws IOException {
    int size = VarInt.decodeInt(in);
    Set<ByteBuffer> a = new HashSet<>(Math.min(2 * size, 1 << 20));
    for (int i = 0; i < size; i++) {
      a.add(ByteBuffer.wrap(in.readNBytes(VarInt.decodeInt(in))));
    }
    return a;
  }

  @Override
  boolean deterministic() {
    return false;
  }

  @Override
  Object format() {
    return schema;
  }
}
