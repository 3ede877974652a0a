package dev.cauce.peers.common;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The lines of a file that begin within some bytes of it.
 *
 * @param file which file
 * @param from its first byte
 * @param length how many bytes
 */
public record FilePiece(Path file, long from, int length) {
  /** Takes bytes of {@code block}: whole lines, each with its line feed. */
  @FunctionalInterface
  public interface Block {
    /** Takes them; the array is the taker's. */
    void take(byte[] block, int start, int end);
  }

  /** The pieces of a file or of the files of a folder, in order. */
  public static List<FilePiece> of(Path in, int length) throws IOException {
    List<FilePiece> pieces = new ArrayList<>();
    try (Stream<Path> files = Files.isDirectory(in) ? Files.list(in) : Stream.of(in)) {
      for (Path file : files.sorted().toList()) {
        for (long from = 0; from < Files.size(file); from += length) {
          pieces.add(new FilePiece(file, from, length));
        }
      }
    }
    return pieces;
  }

  /** Gives {@code to} the lines that begin in this piece, if any. */
  public void lines(Block to) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long begin = Math.max(0, from - 1);
      long size = channel.size();
      int room = (int) Math.min(size - begin, length + (64 << 10)) + 1;
      byte[] block = read(channel, begin, room);
      int last = (int) (from + length - begin) - 1; // the last byte that a line of it may follow
      int end = lineEnd(block, last, begin + block.length >= size);
      while (end < 0) {
        room *= 2;
        block = read(channel, begin, room);
        end = lineEnd(block, last, begin + block.length >= size);
      }
      int start = 0;
      if (from > 0) {
        while (start < end && block[start] != '\n') {
          start++;
        }
        start++;
      }
      if (start < end) {
        to.take(block, start, end);
      }
    }
  }

  /** Behind the first line feed from {@code last} on; -1 if the block is too short. */
  private static int lineEnd(byte[] block, int last, boolean isWhole) {
    for (int i = last; i < block.length; i++) {
      if (block[i] == '\n') {
        return i + 1;
      }
    }
    return isWhole ? block.length : -1;
  }

  /** As much as there is, up to {@code room}; a last line without its line feed is given one. */
  private static byte[] read(FileChannel channel, long from, int room) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(room);
    while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {}
    byte[] bytes = buffer.array();
    int length = buffer.position();
    if (length < room && length > 0 && bytes[length - 1] != '\n') {
      bytes[length++] = '\n';
    }
    return length == room ? bytes : Arrays.copyOf(bytes, length);
  }
}
