package dev.cauce.io;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.util.VarInt;

/**
 * Where some partitions of a topic are read next, and how far their event time has come, without
 * which the watermark would go back when they are read again.
 *
 * @param places by the number of the partition
 * @param watermark in milliseconds since the epoch
 */
record TopicMark(TreeMap<Integer, Place> places, long watermark)
    implements UnboundedSource.CheckpointMark {

  /**
   * A place in one partition.
   *
   * @param offset what is read next
   * @param largest the largest event time handed out, in milliseconds since the epoch
   */
  record Place(long offset, long largest) {}

  TreeMap<Integer, Long> offsets() {
    TreeMap<Integer, Long> offsets = new TreeMap<>();
    places.forEach((partition, place) -> offsets.put(partition, place.offset()));
    return offsets;
  }

  TreeMap<Integer, Long> largest() {
    TreeMap<Integer, Long> largest = new TreeMap<>();
    places.forEach((partition, place) -> largest.put(partition, place.largest()));
    return largest;
  }

  /** Nothing: where a topic is read is known to the pipeline, not to Kafka. */
  @Override
  public void finalizeCheckpoint() {}

  /** Writes marks: a format version, the watermark, the number of partitions, each partition. */
  static final class Format extends AtomicCoder<TopicMark> {
    static final Format INSTANCE = new Format();
    private static final long serialVersionUID = 1L;
    private static final int FORMAT = 1;

    private Format() {}

    @Override
    public void encode(TopicMark mark, OutputStream out) throws IOException {
      DataOutputStream data = new DataOutputStream(out);
      data.writeByte(FORMAT);
      data.writeLong(mark.watermark());
      VarInt.encode(mark.places().size(), data);
      for (Map.Entry<Integer, Place> entry : mark.places().entrySet()) {
        VarInt.encode(entry.getKey(), data);
        VarInt.encode(entry.getValue().offset(), data);
        data.writeLong(entry.getValue().largest());
      }
      data.flush();
    }

    @Override
    public TopicMark decode(InputStream in) throws IOException {
      DataInputStream data = new DataInputStream(in);
      int format = data.readUnsignedByte();
      if (format != FORMAT) {
        throw new CoderException("Unknown format " + format + " of a place in a topic");
      }
      long watermark = data.readLong();
      int size = VarInt.decodeInt(data);
      TreeMap<Integer, Place> places = new TreeMap<>();
      for (int i = 0; i < size; i++) {
        int partition = VarInt.decodeInt(data);
        places.put(partition, new Place(VarInt.decodeLong(data), data.readLong()));
      }
      return new TopicMark(places, watermark);
    }

    @Override
    public boolean consistentWithEquals() {
      return true;
    }

    @Override
    public void verifyDeterministic() {}

    private Object readResolve() {
      return INSTANCE;
    }
  }
}
