package dev.cauce.runners;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The runs of this user on this machine, by which other processes find them: a file each in a
 * directory that nobody else can look into, {@code $XDG_RUNTIME_DIR/cauce} or else {@code
 * ~/.cauce/run}. A run takes its file away when it ends; that of one that was killed is taken away
 * by whoever looks next.
 */
public final class LocalRuns {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path dir;

  LocalRuns(Path dir) {
    this.dir = dir;
  }

  /** Those of this user. */
  public static LocalRuns ofThisUser() {
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    return new LocalRuns(
        runtime != null && Files.isWritable(Path.of(runtime))
            ? Path.of(runtime, "cauce")
            : Path.of(System.getProperty("user.home"), ".cauce", "run"));
  }

  /** The runs that are on, the one started last first. */
  public List<LocalRun> all() throws IOException {
    List<LocalRun> runs = new ArrayList<>();
    try (Stream<Path> files = Files.list(dir)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        LocalRun run = read(file);
        if (run != null && run.isAlive()) {
          runs.add(run);
        } else {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of(); // nobody has run anything yet
    }
    runs.sort(Comparator.comparing(LocalRun::started).reversed());
    return runs;
  }

  private static @Nullable LocalRun read(Path file) throws IOException {
    try {
      JsonNode node = JSON.readTree(Files.readAllBytes(file));
      return new LocalRun(
          node.path("pid").asLong(),
          node.path("name").asText(),
          node.path("runner").asText(),
          Instant.parse(node.path("started").asText()),
          node.path("checkpoint").asText(),
          node.path("confDir").asText());
    } catch (com.fasterxml.jackson.core.JsonProcessingException
        | DateTimeParseException
        | NoSuchFileException e) {
      return null; // not one of ours, or it has just ended
    }
  }

  /** A run's entry, taken away when it is closed. */
  static final class Entry implements AutoCloseable {
    private final @Nullable Path file;

    private Entry(@Nullable Path file) {
      this.file = file;
    }

    @Override
    public void close() {
      if (file != null) {
        try {
          Files.deleteIfExists(file);
        } catch (IOException e) {
          // Whoever looks next finds that the process is gone.
        }
      }
    }
  }

  /**
   * Enters a run of this process. That it cannot be (a home that is read-only) does not fail the
   * run: it is only not found then.
   */
  Entry enter(String name, String runner, String checkpoint, String confDir) {
    try {
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
        Files.createDirectories(
            dir,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
      } else {
        Files.createDirectories(dir);
      }
      ProcessHandle self = ProcessHandle.current();
      ObjectNode node = JSON.createObjectNode();
      node.put("pid", self.pid());
      node.put("name", name);
      node.put("runner", runner);
      node.put("started", self.info().startInstant().orElse(Instant.EPOCH).toString());
      node.put("checkpoint", checkpoint);
      node.put("confDir", confDir);
      // A process may have several runs, one after the other or at once.
      Path file = Files.createTempFile(dir, self.pid() + "-", ".tmp");
      Files.write(file, JSON.writeValueAsBytes(node));
      Path entry = Path.of(file.toString().replaceFirst("\\.tmp$", ".json"));
      Files.move(file, entry, StandardCopyOption.ATOMIC_MOVE);
      return new Entry(entry);
    } catch (IOException | RuntimeException e) {
      return new Entry(null);
    }
  }
}
