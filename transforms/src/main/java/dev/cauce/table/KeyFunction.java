package dev.cauce.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.transforms.SerializableFunction;

/** One row an element: its key by a function, aggregated as it is. */
final class KeyFunction<A, K> implements Grouping<A, K, A> {
  private final SerializableFunction<? super A, ? extends K> key;
  private final Coder<K> coder;

  KeyFunction(SerializableFunction<? super A, ? extends K> key, Coder<K> coder) {
    this.key = key;
    this.coder = coder;
  }

  @Override
  public void group(A element, long micros, Rows<A> rows) {
    Bytes bytes = new Bytes(32);
    try {
      coder.encode(key.apply(element), bytes, Coder.Context.OUTER);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the key of a row", e);
    }
    rows.add(bytes.toArray(), 0, bytes.size(), micros, element);
  }

  @Override
  public Coder<K> keyCoder(CoderRegistry registry) {
    return coder;
  }

  @Override
  public Coder<A> inputCoder(CoderRegistry registry, Coder<A> elements) {
    return elements;
  }
}
