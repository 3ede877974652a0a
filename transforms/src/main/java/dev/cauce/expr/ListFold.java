package dev.cauce.expr;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** collect_list: every value but nulls, as they arrived. Its state grows with the rows. */
final class ListFold extends Fold<List<Object>> {
  private final Expr argument;

  ListFold(Expr argument) {
    super(Type.array(argument.typed().type()), false);
    this.argument = argument;
  }

  @Override
  public List<Object> createAccumulator() {
    return new ArrayList<>(4);
  }

  @Override
  public List<Object> addInput(List<Object> a, Row row) {
    Object value = argument.eval(row);
    if (value != null) {
      a.add(value);
    }
    return a;
  }

  @Override
  List<Object> merge(List<Object> into, List<Object> from) {
    into.addAll(from);
    return into;
  }

  @Override
  public @Nullable Object extractOutput(List<Object> a) {
    return new ArrayList<>(a);
  }

  @Override
  void write(List<Object> a, DataOutputStream out) throws IOException {
    VarInt.encode(a.size(), out);
    for (Object value : a) {
      ValueCodec.write(result().elementOrNull(), value, out);
    }
  }

  @Override
  List<Object> read(DataInputStream in) throws IOException {
    int size = VarInt.decodeInt(in);
    List<Object> a = new ArrayList<>(Math.min(size, 1 << 16));
    for (int i = 0; i < size; i++) {
      Object value = ValueCodec.read(result().elementOrNull(), in);
      if (value != null) {
        a.add(value);
      }
    }
    return a;
  }

  @Override
  Object format() {
    return result();
  }
}
