package dev.cauce.anomaly.rcf;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.state.ExecutionContext;
import com.amazon.randomcutforest.state.RandomCutForestState;
import com.amazon.randomcutforest.state.sampler.CompactSamplerState;
import com.amazon.randomcutforest.state.store.NodeStoreState;
import com.amazon.randomcutforest.state.store.PointStoreState;
import com.amazon.randomcutforest.state.tree.CompactRandomCutTreeState;
import dev.cauce.anomaly.StateCoder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.beam.sdk.util.VarInt;

/** Writes a forest as the state that the library maps it to, field by field. */
final class ForestCoder extends StateCoder<ForestState> {
  private final String shape;

  /**
   * @param shape of the forest: a state of another is refused
   */
  ForestCoder(String name, String shape) {
    super(name, 1);
    this.shape = shape;
  }

  /** Made when the first state is written or read: most detectors here never are. */
  private static final class Codec {
    static final FieldsCodec FOREST =
        new FieldsCodec(
            RandomCutForestState.class,
            PointStoreState.class,
            CompactSamplerState.class,
            CompactRandomCutTreeState.class,
            NodeStoreState.class,
            ExecutionContext.class);
  }

  @Override
  protected void write(ForestState state, DataOutputStream out) throws IOException {
    VarInt.encode(state.values(), out);
    if (state.values() == 0) {
      return;
    }
    VarInt.encode(state.seen, out);
    VarInt.encode(state.scored, out);
    out.writeDouble(state.mean);
    out.writeDouble(state.variance);
    RandomCutForest forest = state.forest;
    out.writeBoolean(forest != null);
    if (forest == null) {
      VarInt.encode(state.gathered(), out);
      for (int i = 0; i < state.gathered() * state.values(); i++) {
        out.writeDouble(state.first[i]);
      }
      return;
    }
    for (int i = 0; i < state.values(); i++) {
      out.writeDouble(state.centres[i]);
      out.writeDouble(state.units[i]);
    }
    out.writeUTF(shape);
    Codec.FOREST.write(RandomCutForestDetector.mapper().toState(forest), out);
  }

  @Override
  protected ForestState read(DataInputStream in) throws IOException {
    ForestState state = new ForestState();
    int values = Numbers.length(in);
    if (values == 0) {
      return state;
    }
    state.begin(values);
    state.seen = VarInt.decodeInt(in);
    state.scored = VarInt.decodeInt(in);
    state.mean = in.readDouble();
    state.variance = in.readDouble();
    if (!in.readBoolean()) {
      int gathered = Math.min(RandomCutForestDetector.FIRST, Numbers.length(in));
      for (int i = 0; i < gathered * values; i++) {
        state.first[i] = in.readDouble();
      }
      state.gatheredAre(gathered);
      return state;
    }
    state.first = new double[0];
    for (int i = 0; i < values; i++) {
      state.centres[i] = in.readDouble();
      state.units[i] = in.readDouble();
    }
    String found = in.readUTF();
    if (!found.equals(shape)) {
      throw new IOException(
          "The state of the detector \"random-cut-forest\" is of "
              + found
              + " and is read for "
              + shape
              + ": go on with the options it was written with, or start anew.");
    }
    RandomCutForestState forest = (RandomCutForestState) Codec.FOREST.read(in);
    state.forest = RandomCutForestDetector.mapper().toModel(forest);
    return state;
  }
}
