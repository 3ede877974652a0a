package dev.cauce.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.jspecify.annotations.Nullable;

/**
 * Several aggregations of the same input as one: its accumulator is the list of theirs, and so is
 * its output.
 */
final class TogetherFn<I> extends CombineFn<I, List<@Nullable Object>, List<@Nullable Object>> {
  private final List<CombineFn<I, @Nullable Object, @Nullable Object>> fns;

  @SuppressWarnings("unchecked") // each accumulator goes back to the function that made it
  TogetherFn(List<? extends CombineFn<? super I, ?, ?>> fns) {
    this.fns = new ArrayList<>((List<CombineFn<I, @Nullable Object, @Nullable Object>>) fns);
  }

  @Override
  public List<@Nullable Object> createAccumulator() {
    Object[] made = new Object[fns.size()];
    for (int i = 0; i < made.length; i++) {
      made[i] = fns.get(i).createAccumulator();
    }
    return Arrays.asList(made);
  }

  @Override
  public List<@Nullable Object> addInput(List<@Nullable Object> accumulators, I input) {
    for (int i = 0; i < fns.size(); i++) {
      accumulators.set(i, fns.get(i).addInput(accumulators.get(i), input));
    }
    return accumulators;
  }

  @Override
  public List<@Nullable Object> mergeAccumulators(Iterable<List<@Nullable Object>> accumulators) {
    List<@Nullable Object> merged = createAccumulator();
    for (int i = 0; i < fns.size(); i++) {
      List<@Nullable Object> column = new ArrayList<>();
      for (List<@Nullable Object> accumulator : accumulators) {
        column.add(accumulator.get(i));
      }
      merged.set(i, fns.get(i).mergeAccumulators(column));
    }
    return merged;
  }

  @Override
  public List<@Nullable Object> compact(List<@Nullable Object> accumulators) {
    for (int i = 0; i < fns.size(); i++) {
      accumulators.set(i, fns.get(i).compact(accumulators.get(i)));
    }
    return accumulators;
  }

  @Override
  public List<@Nullable Object> extractOutput(List<@Nullable Object> accumulators) {
    List<@Nullable Object> outputs = new ArrayList<>(fns.size());
    for (int i = 0; i < fns.size(); i++) {
      outputs.add(fns.get(i).extractOutput(accumulators.get(i)));
    }
    return outputs;
  }

  @Override
  public Coder<List<@Nullable Object>> getAccumulatorCoder(CoderRegistry registry, Coder<I> input)
      throws CannotProvideCoderException {
    List<Coder<@Nullable Object>> coders = new ArrayList<>();
    for (CombineFn<I, @Nullable Object, @Nullable Object> fn : fns) {
      coders.add(fn.getAccumulatorCoder(registry, input));
    }
    return new ListOfCoder(coders);
  }

  @Override
  public Coder<List<@Nullable Object>> getDefaultOutputCoder(CoderRegistry registry, Coder<I> input)
      throws CannotProvideCoderException {
    List<Coder<@Nullable Object>> coders = new ArrayList<>();
    for (CombineFn<I, @Nullable Object, @Nullable Object> fn : fns) {
      coders.add(fn.getDefaultOutputCoder(registry, input));
    }
    return new ListOfCoder(coders);
  }

  /** A list of fixed length, each element with a coder of its own. */
  static final class ListOfCoder extends StructuredCoder<List<@Nullable Object>> {
    private final List<Coder<@Nullable Object>> coders;

    ListOfCoder(List<Coder<@Nullable Object>> coders) {
      this.coders = List.copyOf(coders);
    }

    @Override
    public void encode(List<@Nullable Object> list, OutputStream out) throws IOException {
      for (int i = 0; i < coders.size(); i++) {
        coders.get(i).encode(list.get(i), out);
      }
    }

    @Override
    public List<@Nullable Object> decode(InputStream in) throws IOException {
      Object[] list = new Object[coders.size()];
      for (int i = 0; i < list.length; i++) {
        list[i] = coders.get(i).decode(in);
      }
      return Arrays.asList(list);
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
      return coders;
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      for (Coder<?> coder : coders) {
        coder.verifyDeterministic();
      }
    }
  }
}
