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
   * @param lastNews when it last gave something, or since when it is waited for, in milliseconds
   *     since the epoch; {@link PartitionTimes#NEVER} if nobody knows
   */
  record Place(long offset, long largest, long lastNews) {
    Place(long offset, long largest) {
      this(offset, largest, PartitionTimes.NEVER);
    }
  }

  TreeMap<Integer, Long> offsets() {
    TreeMap<Integer, Long> offsets = new TreeMap<>();
    places.forEach((partition, place) -> offsets.put(partition, place.offset()));
    return offsets;
  }

  /** Nothing: where a topic is read is known to the pipeline, not to Kafka. */
  @Override
  public void finalizeCheckpoint() {}

  /** Writes marks: a format version, the watermark, the number of partitions, each partition. */
  static final class Format extends AtomicCoder<TopicMark> {
    static final Format INSTANCE = new Format();
    private static final long serialVersionUID = 1L;
    private static final int FORMAT = 2;
    private static final int WITHOUT_NEWS = 1;

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
        data.writeLong(entry.getValue().lastNews());
      }
      data.flush();
    }

    @Override
    public TopicMark decode(InputStream in) throws IOException {
      DataInputStream data = new DataInputStream(in);
      int format = data.readUnsignedByte();
      if (format != FORMAT && format != WITHOUT_NEWS) {
        throw new CoderException("Unknown format " + format + " of a place in a topic");
      }
      long watermark = data.readLong();
      int size = VarInt.decodeInt(data);
      TreeMap<Integer, Place> places = new TreeMap<>();
      for (int i = 0; i < size; i++) {
        int partition = VarInt.decodeInt(data);
        long offset = VarInt.decodeLong(data);
        long largest = data.readLong();
        long lastNews = format == FORMAT ? data.readLong() : PartitionTimes.NEVER;
        places.put(partition, new Place(offset, largest, lastNews));
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
