package dev.cauce.io;

import dev.cauce.table.TableUpdate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.util.VarInt;
import org.jspecify.annotations.Nullable;

/** The keys of a snapshot of a complete table, to tell which are not in the next one. */
final class SnapshotKeys {
  private SnapshotKeys() {}

  /** The keys of {@code snapshot} as bytes. */
  static byte[] encode(TableUpdate snapshot) throws IOException {
    Collection<byte[]> keys = UpdateRecords.keys(snapshot);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    VarInt.encode(keys.size(), out);
    for (byte[] key : keys) {
      VarInt.encode(key.length, out);
      out.write(key);
    }
    return out.toByteArray();
  }

  /** The keys that are in {@code before} (nothing: an empty table) and not in {@code after}. */
  static List<byte[]> gone(byte @Nullable [] before, byte @Nullable [] after) throws IOException {
    Set<ByteBuffer> gone = decode(before);
    gone.removeAll(decode(after));
    return gone.stream().map(ByteBuffer::array).toList();
  }

  private static Set<ByteBuffer> decode(byte @Nullable [] encoded) throws IOException {
    Set<ByteBuffer> keys = new LinkedHashSet<>();
    if (encoded != null) {
      ByteArrayInputStream in = new ByteArrayInputStream(encoded);
      for (int left = VarInt.decodeInt(in); left > 0; left--) {
        keys.add(ByteBuffer.wrap(in.readNBytes(VarInt.decodeInt(in))));
      }
    }
    return keys;
  }
}
