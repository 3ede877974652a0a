package dev.cauce.io;

import dev.cauce.io.BatchWriter.Place;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files of a directory that appear together, once. What is written goes to the hidden directory
 * {@code .cauce} in it first, under names that nobody else has. The next {@linkplain FileLedger
 * ledger} there decides: its number is taken in one step, by the first who comes. Then the files
 * get their names; who opens the directory next does that if the process has died meanwhile.
 *
 * <p>Opening it takes a number as well, so whoever had it open before can decide nothing any more,
 * however long it slept. Not thread-safe. After any failure it is of no use: open it anew.
 */
final class FileCommits {
  /** The hidden directory. */
  static final String HIDDEN = ".cauce";

  private static final Pattern LEDGER = Pattern.compile("ledger-(\\d{1,18})\\.json");
  private static final int ATTEMPTS = 10;

  private final Path root;
  private final Path hidden;
  private final FileSteps steps;
  private final String id = UUID.randomUUID().toString().substring(0, 8);
  private FileLedger ledger = FileLedger.NONE;
  private int staged;

  private FileCommits(Path root, FileSteps steps) {
    this.root = root;
    this.hidden = root.resolve(HIDDEN);
    this.steps = steps;
  }

  /**
   * Opens {@code root} for the run of {@code place}: finishes what was decided, removes what was
   * not.
   *
   * @throws IOException if a newer run has it, or the file system fails
   */
  static FileCommits open(Path root, FileSteps steps, Place place) throws IOException {
    try {
      Files.createDirectories(root);
    } catch (IOException e) {
      throw new IOException(
          "Could not create the directory \"" + root + "\": " + AtomicFile.reason(e), e);
    }
    FileCommits commits = new FileCommits(root, steps);
    steps.directory(commits.hidden);
    for (int i = 0; i < ATTEMPTS; i++) {
      FileLedger found = commits.newest();
      found.written().check(place, "\"" + root + "\"");
      commits.apply(found);
      LastWritten written = found.written().takenOverBy(place.present());
      if (commits.write(new FileLedger(found.number() + 1, written, List.of(), new TreeMap<>()))) {
        commits.clean();
        return commits;
      }
    }
    throw new IOException("\"" + root + "\": others write here all the time");
  }

  /** How far the directory is. */
  LastWritten written() {
    return ledger.written();
  }

  /** The name of a file in the hidden directory that nobody else has. */
  String newName() {
    return "new-" + id + "-" + staged++;
  }

  /** Begins the hidden file {@code name}, which is on disk once it is closed. */
  OutputStream create(String name) throws IOException {
    return steps.create(hidden.resolve(name));
  }

  /** Removes a hidden file that is not wanted. */
  void discard(String name) throws IOException {
    steps.delete(hidden.resolve(name));
  }

  /**
   * Lets hidden files appear, and others disappear.
   *
   * @param written how far the directory is then
   * @param removed names of files below the directory
   * @param renamed hidden files, and the names that they get
   * @throws IOException if another has opened the directory meanwhile; then nothing appears
   */
  void commit(LastWritten written, List<String> removed, TreeMap<String, String> renamed)
      throws IOException {
    FileLedger next = new FileLedger(ledger.number() + 1, written, removed, renamed);
    for (String name : renamed.values()) {
      Path unused = below(name);
    }
    if (!write(next)) {
      LastWritten theirs = newest().written();
      if (theirs.present() > written.present()) {
        theirs.check(new Place(written.writer(), 0, written.present(), 0, 0), quoted());
      }
      throw new IOException(
          quoted() + ": another attempt of this run writes here: this one must stop");
    }
    apply(next);
  }

  /** The files below the directory whose names match; symbolic links are not followed. */
  List<String> find(Pattern names) throws IOException {
    List<String> found = new ArrayList<>();
    find(root, "", names, found);
    found.sort(null);
    return found;
  }

  private void find(Path directory, String prefix, Pattern names, List<String> found)
      throws IOException {
    for (Path path : list(directory)) {
      String name = String.valueOf(path.getFileName());
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        if (name.indexOf('=') > 0) { // the values of a column
          find(path, prefix + name + "/", names, found);
        }
      } else if (names.matcher(name).matches()) {
        found.add(prefix + name);
      }
    }
  }

  private FileLedger newest() throws IOException {
    for (int i = 0; ; i++) {
      long number = highest();
      if (number == 0) {
        return FileLedger.NONE;
      }
      try {
        return FileLedger.read(hidden.resolve(ledgerName(number)));
      } catch (IOException e) {
        // Another may have written a newer one and removed this one meanwhile.
        if (!(e.getCause() instanceof NoSuchFileException) || i == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private long highest() throws IOException {
    long highest = 0;
    for (Path path : list(hidden)) {
      highest = Math.max(highest, number(path));
    }
    return highest;
  }

  private static long number(Path path) {
    Matcher matcher = LEDGER.matcher(String.valueOf(path.getFileName()));
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private static String ledgerName(long number) {
    return String.format(Locale.ROOT, "ledger-%010d.json", number);
  }

  /** Whether {@code next} is the ledger now; else another has taken its number. */
  private boolean write(FileLedger next) throws IOException {
    Path file = hidden.resolve(newName());
    try (OutputStream out = steps.create(file)) {
      next.write(out);
    }
    // One whose number was taken and has been removed since must not count as the first.
    if (!steps.name(hidden.resolve(ledgerName(next.number())), file)
        || highest() != next.number()) {
      steps.delete(file);
      return false;
    }
    steps.force(hidden);
    steps.delete(file);
    for (Path path : list(hidden)) {
      long number = number(path);
      if (number > 0 && number < next.number()) {
        steps.delete(path);
      }
    }
    ledger = next;
    return true;
  }

  /** Does what a ledger has decided, or the rest of it. */
  private void apply(FileLedger decided) throws IOException {
    Set<Path> touched = new HashSet<>();
    for (String name : decided.removed()) {
      Path file = below(name);
      if (isReal(parent(file))) {
        steps.delete(file);
        touched.add(parent(file));
      }
    }
    for (String name : decided.renamed().keySet()) {
      Path target = below(decided.renamed().get(name));
      directories(parent(target));
      if (steps.move(hidden.resolve(name), target)) {
        touched.add(parent(target));
      }
    }
    for (Path directory : touched) {
      steps.force(directory);
    }
  }

  /** Whether {@code directory} is there, and no symbolic link leads to it from the root. */
  private boolean isReal(Path directory) {
    return directory.equals(root)
        || (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) && isReal(parent(directory)));
  }

  /** Removes what nobody has decided on and, now that the ledger is ours, nobody will. */
  private void clean() throws IOException {
    for (Path path : list(hidden)) {
      if (number(path) != ledger.number()) {
        steps.delete(path);
      }
    }
  }

  private void directories(Path directory) throws IOException {
    if (!directory.equals(root)) {
      directories(parent(directory));
      steps.directory(directory);
    }
  }

  /** The file {@code name}, which must not lead out of the directory. */
  private Path below(String name) throws IOException {
    Path path = Path.of(name);
    if (name.isEmpty()
        || path.isAbsolute()
        || !path.normalize().equals(path)
        || path.startsWith("..")) {
      throw new IOException("\"" + name + "\" is not a name below " + quoted());
    }
    return root.resolve(path);
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("\"" + path + "\" is in no directory");
    }
    return parent;
  }

  private static List<Path> list(Path directory) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(paths::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return paths;
  }

  private String quoted() {
    return "\"" + root + "\"";
  }
}
