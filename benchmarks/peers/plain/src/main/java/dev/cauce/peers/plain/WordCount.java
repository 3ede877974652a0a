package dev.cauce.peers.plain;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.Csv;
import dev.cauce.peers.common.FilePiece;
import dev.cauce.peers.common.WordTable;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the words of files: threads take pieces of 4 MB in turn and count their bytes in a table
 * of their own; the tables are added in the end. What it cannot do: anything but this.
 */
final class WordCount {
  private WordCount() {}

  static void run(Arguments arguments) throws Exception {
    List<FilePiece> pieces = FilePiece.of(Path.of(arguments.text("in")), 4 << 20);
    int workers = arguments.parallelism();
    AtomicInteger next = new AtomicInteger();
    Callable<WordTable> count =
        () -> {
          WordTable table = new WordTable();
          for (int i = next.getAndIncrement(); i < pieces.size(); i = next.getAndIncrement()) {
            pieces.get(i).lines(table::addLines);
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
}
