package dev.cauce.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where things lie. */
final class Places {
  private final Path home;
  private final Path target;

  /**
   * @param home the directory of the project
   */
  Places(Path home) {
    this.home = home;
    this.target = home.resolve("benchmarks/target");
  }

  /** The directory of the project. */
  Path home() {
    return home;
  }

  /** The command line of Cauce. */
  Path cauce() {
    return home.resolve("cauce");
  }

  Path readme() {
    return home.resolve("benchmarks/README.md");
  }

  /** Real texts. */
  Path books() {
    return home.resolve("examples/books");
  }

  /** Inputs, which stay. */
  Path data() {
    return target.resolve("data");
  }

  /** What the module of a peer has built. */
  Path built(String module) {
    return home.resolve("benchmarks/peers").resolve(module).resolve("target");
  }

  /** What a run says on standard error. */
  Path log(String run) throws IOException {
    return Files.createDirectories(target.resolve("logs")).resolve(run + ".err");
  }

  /** An empty directory for a run, in place of that of the run before. */
  Path work() throws IOException {
    Path work = target.resolve("work");
    delete(work);
    return Files.createDirectories(work);
  }

  static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      List<Path> all;
      try (Stream<Path> walk = Files.walk(directory)) {
        all = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : all) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** The length of all files of a directory; 0 if there is none. */
  static long bytes(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return 0;
    }
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
