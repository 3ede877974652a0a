package dev.cauce.io;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@link FileMark}s: a format version, then the fields in their order; some 7 to 11 bytes a
 * file.
 */
final class FileMarkCoder extends AtomicCoder<FileMark> {
  private static final long serialVersionUID = 1;
  private static final int FORMAT = 3;
  private static final int WITH_LOG = 2; // of the names seen, as it was in memory
  private static final int WITHOUT_LARGEST = 1;
  private static final int SKIPPING = 2;

  @Override
  public void encode(FileMark mark, OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeByte(FORMAT);
    out.writeLong(mark.token());
    VarInt.encode(mark.time(), out);
    out.writeLong(mark.floor());
    SeenPacking.pack(mark.seen(), out);
    encodeCurrent(mark.current(), out);
    VarInt.encode(mark.done().size(), out);
    for (FileCleaner.Done file : mark.done()) {
      StringUtf8Coder.of().encode(file.name(), out);
      VarInt.encode(file.size(), out);
      out.writeLong(file.millis());
    }
    VarInt.encode(mark.followed().size(), out);
    for (FileMark.Grown file : mark.followed()) {
      StringUtf8Coder.of().encode(file.name(), out);
      out.writeLong(file.key());
      VarInt.encode(file.offset(), out);
      out.writeByte(file.skipping() ? SKIPPING : 0);
      out.writeByte(file.printLength());
      out.writeLong(file.print());
      out.writeLong(file.largest());
    }
    out.flush();
  }

  private static void encodeCurrent(FileMark.@Nullable Current current, DataOutputStream out)
      throws IOException {
    if (current == null) {
      out.writeByte(0);
      return;
    }
    out.writeByte(1 | (current.skipping() ? SKIPPING : 0));
    StringUtf8Coder.of().encode(current.name(), out);
    VarInt.encode(current.size(), out);
    out.writeLong(current.millis());
    VarInt.encode(current.offset(), out);
  }

  @Override
  public FileMark decode(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    int format = in.readUnsignedByte();
    if (format < WITHOUT_LARGEST || format > FORMAT) {
      throw new CoderException(
          "Unknown format " + format + " of a position in a directory; this version reads 1 to 3");
    }
    long token = in.readLong();
    long time = VarInt.decodeLong(in);
    long floor = in.readLong();
    SeenFiles.Snapshot seen = format <= WITH_LOG ? log(in) : SeenPacking.unpack(in);
    FileMark.Current current = decodeCurrent(in);
    List<FileCleaner.Done> done = new ArrayList<>();
    for (int left = VarInt.decodeInt(in); left > 0; left--) {
      String name = StringUtf8Coder.of().decode(in);
      done.add(new FileCleaner.Done(name, VarInt.decodeLong(in), in.readLong()));
    }
    List<FileMark.Grown> followed = new ArrayList<>();
    for (int left = VarInt.decodeInt(in); left > 0; left--) {
      followed.add(
          new FileMark.Grown(
              StringUtf8Coder.of().decode(in),
              in.readLong(),
              VarInt.decodeLong(in),
              in.readUnsignedByte() == SKIPPING,
              in.readUnsignedByte(),
              in.readLong(),
              format > WITHOUT_LARGEST ? in.readLong() : PartitionTimes.NEVER));
    }
    return new FileMark(token, time, floor, seen, current, done, followed, null);
  }

  private static SeenFiles.Snapshot log(DataInputStream in) throws IOException {
    int count = VarInt.decodeInt(in);
    byte[] log = new byte[VarInt.decodeInt(in)];
    in.readFully(log);
    return new SeenFiles.Snapshot(log, log.length, count);
  }

  private static FileMark.@Nullable Current decodeCurrent(DataInputStream in) throws IOException {
    int flags = in.readUnsignedByte();
    if (flags == 0) {
      return null;
    }
    String name = StringUtf8Coder.of().decode(in);
    long size = VarInt.decodeLong(in);
    long millis = in.readLong();
    boolean skipping = (flags & SKIPPING) != 0;
    return new FileMark.Current(name, size, millis, VarInt.decodeLong(in), skipping);
  }

  @Override
  public void verifyDeterministic() {}
}
