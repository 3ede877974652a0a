package dev.cauce.benchmarks.run;

import dev.cauce.benchmarks.text.Vocabulary;
import dev.cauce.benchmarks.text.Zipf;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Texts as files, each made once, and the truth about them. */
final class TextInput {
  private static final long SEED = 20_260_101;

  private final Path directory;

  private TextInput(Path directory) {
    this.directory = directory;
  }

  /**
   * The text {@code spec} below {@code data}; made if it is not there.
   *
   * @param books real texts, whose words come first
   */
  static TextInput of(Path data, Path books, TextSpec spec) throws IOException {
    TextInput input = new TextInput(data.resolve(spec.name()));
    if (!Files.exists(input.directory.resolve("truth"))) {
      Files.createDirectories(input.directory.resolve("x1"));
      input.write(spec, Vocabulary.of(books, spec.words()));
      input.count();
    }
    return input;
  }

  /** The files, in their order. */
  List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("x1"))) {
      return files.sorted().toList();
    }
  }

  /** A directory that holds each file {@code times} times, without taking more space. */
  Path repeated(int times) throws IOException {
    Path repeated = directory.resolve("x" + times);
    if (times > 1) {
      Files.createDirectories(repeated);
      for (Path file : files()) {
        for (int i = 0; i < times; i++) {
          Path link = repeated.resolve(file.getFileName() + "-" + i);
          if (!Files.exists(link)) {
            Files.createLink(link, file);
          }
        }
      }
    }
    return repeated;
  }

  /** How often each word is there. */
  WordCounts truth() throws IOException {
    return WordCounts.read(directory.resolve("truth"));
  }

  private void write(TextSpec spec, Vocabulary words) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    Zipf zipf = new Zipf(words.size());
    int[] lengths = words.lineLengths();
    int every = spec.every();
    int turn = 0;
    long written = 0;
    long lines = 0;
    long count = 0;
    for (int file = 0; file < spec.files(); file++) {
      long untilBytes = spec.bytes() * (file + 1) / spec.files();
      long untilLines = spec.lines() * (file + 1) / spec.files();
      Path part = directory.resolve("x1").resolve(String.format("part-%02d.txt", file));
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 18)) {
        while (written < untilBytes || lines < untilLines) {
          int length =
              spec.perLine() > 0 ? spec.perLine() : lengths[random.nextInt(lengths.length)];
          for (int i = 0; i < length; i++) {
            int rank = ++count % every == 0 ? turn++ % words.size() : zipf.next(random);
            int from = words.start(rank);
            out.write(words.bytes(), from, words.end(rank) - from);
            out.write(i == length - 1 ? '\n' : ' ');
            written += words.end(rank) - from + 1;
          }
          lines++;
        }
      }
    }
  }

  private void count() throws IOException {
    WordCounts counts = new WordCounts();
    for (Path file : files()) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
        counts.addText(in);
      }
    }
    Path unready = directory.resolve("truth.new");
    counts.write(unready);
    Files.move(unready, directory.resolve("truth"));
  }
}
