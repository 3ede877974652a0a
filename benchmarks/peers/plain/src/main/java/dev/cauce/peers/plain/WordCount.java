package dev.cauce.peers.plain;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.Csv;
import dev.cauce.peers.common.WordTable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Counts the words of files: threads take pieces of 4 MB in turn and count their bytes in a table
 * of their own; the tables are added in the end. What it cannot do: anything but this.
 */
final class WordCount {
  private static final int PIECE = 4 << 20;

  private record Piece(Path file, long from) {}

  private WordCount() {}

  static void run(Arguments arguments) throws Exception {
    List<Piece> pieces = pieces(Path.of(arguments.text("in")));
    int workers = arguments.parallelism();
    AtomicInteger next = new AtomicInteger();
    Callable<WordTable> count =
        () -> {
          WordTable table = new WordTable();
          for (int i = next.getAndIncrement(); i < pieces.size(); i = next.getAndIncrement()) {
            count(pieces.get(i), table);
          }
          return table;
        };
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    WordTable all = null;
    for (Future<WordTable> done : threads.invokeAll(Collections.nCopies(workers, count))) {
      if (all == null) {
        all = done.get();
      } else {
        all.addAll(done.get());
      }
    }
    threads.shutdown();
    Path out = Path.of(arguments.text("out"));
    Files.createDirectories(out);
    if (all != null) {
      try (OutputStream to = Files.newOutputStream(out.resolve("counts.csv"))) {
        Csv.write(all, to);
      }
    }
  }

  private static List<Piece> pieces(Path in) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    try (Stream<Path> files = Files.isDirectory(in) ? Files.list(in) : Stream.of(in)) {
      for (Path file : files.sorted().toList()) {
        for (long from = 0; from < Files.size(file); from += PIECE) {
          pieces.add(new Piece(file, from));
        }
      }
    }
    return pieces;
  }

  /** The lines that begin in the piece. */
  private static void count(Piece piece, WordTable table) throws IOException {
    try (FileChannel channel = FileChannel.open(piece.file)) {
      long begin = Math.max(0, piece.from - 1);
      long size = channel.size();
      int room = (int) Math.min(size - begin, PIECE + (64 << 10)) + 1;
      byte[] block = read(channel, begin, room);
      int last =
          (int) (piece.from + PIECE - begin) - 1; // the last byte that a line of it may follow
      int end = lineEnd(block, last, begin + block.length >= size);
      while (end < 0) {
        room *= 2;
        block = read(channel, begin, room);
        end = lineEnd(block, last, begin + block.length >= size);
      }
      int start = 0;
      if (piece.from > 0) {
        while (start < end && block[start] != '\n') {
          start++;
        }
        start++;
      }
      if (start < end) {
        table.addLines(block, start, end);
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
