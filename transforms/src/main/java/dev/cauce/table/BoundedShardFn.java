package dev.cauce.table;

import java.io.Serializable;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/**
 * One shard of the table of a bounded input: puts by what arrives, and emits the table when the
 * input has ended. What is put by is merged whenever it has doubled, so it is never much more than
 * the groups there are, however often they came.
 */
final class BoundedShardFn<I, X> extends DoFn<KV<Integer, byte[]>, TableUpdate> {
  private static final String HEADER = "header";
  private static final String PENDING = "pending";

  private final Accumulators.Factory<I, X> factory;
  private final RowMaker<I, X> rows;

  @StateId(HEADER)
  private final StateSpec<ValueState<ShardHeader>> headerSpec =
      StateSpecs.value(ShardHeader.HeaderCoder.INSTANCE);

  @StateId(PENDING)
  private final StateSpec<BagState<byte[]>> pendingSpec = StateSpecs.bag(ByteArrayCoder.of());

  private transient @Nullable Pending<I, X> merging;

  /** Makes rows of a shard's groups. */
  interface RowMaker<I, X> extends Serializable {
    void emit(Blocks<I, X> merged, OutputReceiver<TableUpdate> out);
  }

  BoundedShardFn(Accumulators.Factory<I, X> factory, RowMaker<I, X> rows) {
    this.factory = factory;
    this.rows = rows;
  }

  @ProcessElement
  public void process(
      @Element KV<Integer, byte[]> element,
      @StateId(HEADER) ValueState<ShardHeader> headerState,
      @StateId(PENDING) BagState<byte[]> pending) {
    ShardHeader header = ShardHeader.read(headerState);
    headerState.write(merging().add(element.getValue(), pending, header));
  }

  @OnWindowExpiration
  public void end(
      @StateId(HEADER) ValueState<ShardHeader> headerState,
      @StateId(PENDING) BagState<byte[]> pending,
      OutputReceiver<TableUpdate> out) {
    rows.emit(merging().read(pending), out);
    headerState.write(merging().clear(pending, ShardHeader.read(headerState)));
  }

  private Pending<I, X> merging() {
    Pending<I, X> present = merging;
    if (present == null) {
      present = new Pending<>(factory);
      merging = present;
    }
    return present;
  }
}
