package dev.cauce.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Where one case plays: its folder, its chance, its processes, and what was found. */
final class Scene implements AutoCloseable {
  private final Path folder;
  private final long seed;
  private final boolean isLong;
  private final Random random;
  private final Deque<AutoCloseable> closeables = new ArrayDeque<>();
  private final List<String> notes = new ArrayList<>();
  private Verdict verdict = Verdict.NOTHING;
  private @Nullable Duration recovery;
  private int starts;

  Scene(Path folder, long seed, boolean isLong) {
    this.folder = folder;
    this.seed = seed;
    this.isLong = isLong;
    this.random = new Random(seed);
  }

  /** A directory of this case alone. */
  Path folder() {
    return folder;
  }

  /** A new directory in it. */
  Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  long seed() {
    return seed;
  }

  Random random() {
    return random;
  }

  Saboteur saboteur() {
    return new Saboteur(random);
  }

  boolean isLong() {
    return isLong;
  }

  /** A size that depends on the form. */
  int size(int inShort, int inLong) {
    return isLong ? inLong : inShort;
  }

  /** How to start the command line with these arguments. */
  CauceProcess.Builder cauce(List<String> arguments) {
    return new CauceProcess.Builder(folder, "cauce" + ++starts, arguments);
  }

  /** Starts the command line; it ends with the case at the latest. */
  CauceProcess start(String... arguments) throws IOException {
    return keep(cauce(List.of(arguments)).start());
  }

  /** Starts the command line; it ends with the case at the latest. */
  CauceProcess start(List<String> arguments) throws IOException {
    return keep(cauce(arguments).start());
  }

  /** Closes it when the case ends, last first. */
  <T extends AutoCloseable> T keep(T closeable) {
    closeables.push(closeable);
    return closeable;
  }

  /** Adds to what the ledger says. */
  void judge(Verdict of) {
    verdict = verdict.plus(of);
  }

  Verdict verdict() {
    return verdict;
  }

  /** How long it took until it ran again; the longest counts. */
  void recovered(Duration took) {
    if (recovery == null || recovery.compareTo(took) < 0) {
      recovery = took;
    }
  }

  @Nullable Duration recovery() {
    return recovery;
  }

  /** A figure for the table's last column. */
  void note(String note) {
    notes.add(note);
  }

  List<String> notes() {
    return notes;
  }

  @Override
  public void close() throws Exception {
    @Nullable Exception failure = null;
    while (!closeables.isEmpty()) {
      try {
        closeables.pop().close();
      } catch (Exception e) { // the others are closed all the same
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
