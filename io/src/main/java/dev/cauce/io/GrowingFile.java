package dev.cauce.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A file that is followed: known by its inode, and by its first bytes in case the inode was given
 * to another file.
 */
final class GrowingFile {
  private static final int PRINT_BYTES = 64;

  final long key;
  String name;
  long offset;
  boolean skipping;
  private int printLength;
  private long print;
  long largest = PartitionTimes.NEVER; // event time handed out

  // As the last look found it, and not part of a checkpoint:
  long size;
  long millis;
  int looksMissing;
  long readTo = -1; // nothing but an unfinished row was between offset and here
  @Nullable FileChannel channel;

  GrowingFile(String name, long key) {
    this.name = name;
    this.key = key;
  }

  static GrowingFile of(FileMark.Grown mark) {
    GrowingFile file = new GrowingFile(mark.name(), mark.key());
    file.offset = mark.offset();
    file.skipping = mark.skipping();
    file.printLength = mark.printLength();
    file.print = mark.print();
    file.largest = mark.largest();
    return file;
  }

  FileMark.Grown mark() {
    return new FileMark.Grown(name, key, offset, skipping, printLength, print, largest);
  }

  boolean hasNews() {
    return size != offset && size != readTo;
  }

  void restart() {
    offset = 0;
    skipping = false;
    printLength = 0;
    print = 0;
    readTo = -1;
  }

  /** Whether the open file begins with the bytes that were read from it. */
  boolean isWhatItWas(FileChannel open) throws IOException {
    return printLength == 0 || print(open, printLength) == print;
  }

  /** Remembers the first bytes, if more of them are known by now. */
  void rememberPrint(FileChannel open) throws IOException {
    int length = (int) Math.min(PRINT_BYTES, offset);
    if (length > printLength) {
      print = print(open, length);
      printLength = length;
    }
  }

  private static long print(FileChannel open, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && open.read(bytes, bytes.position()) >= 0) {}
    long hash = bytes.position();
    for (int i = 0; i < bytes.position(); i++) {
      hash = (hash ^ bytes.get(i)) * 0xFF51AFD7ED558CCDL;
      hash ^= hash >>> 32;
    }
    return hash;
  }
}
