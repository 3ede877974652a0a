package dev.cauce.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.junit.Assume.assumeThat;

import dev.cauce.io.databasetest.TestPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** T11, T17, T19: directories that are large, full, or another pipeline's. */
final class DirectoryCases {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private DirectoryCases() {}

  static List<Case> all() {
    return List.of(
        Case.rarely("T11", DirectoryCases::manyFiles),
        Case.rarely("T17", DirectoryCases::full),
        Case.rarely("T19", DirectoryCases::anotherPipeline));
  }

  /** T11. A hundred thousand files, and a thousand more. */
  private static void manyFiles(Scene scene) throws Exception {
    Path in = scene.folder("in");
    Path out = scene.folder().resolve("out");
    Path checkpoint = scene.folder().resolve("checkpoint");
    Map<String, Long> truth = new HashMap<>();
    int files = scene.size(5_000, 100_000);
    writeFiles(scene, in, truth, 0, files);
    CauceProcess cauce =
        scene.start(
            "wordcount",
            "--words=spaces",
            "--from=" + in + "?watch=1s",
            "--to=" + out,
            "--trigger=500ms",
            "--checkpoint=" + checkpoint,
            "--checkpoint-interval=1s");
    cauce.await("all files", LIMIT, () -> Tables.counts(out).equals(truth));
    long before = newestSize(checkpoint);
    int more = files / 100;
    writeFiles(scene, in, truth, files, more);
    long begin = System.nanoTime();
    cauce.await("more files", LIMIT, () -> Tables.counts(out).equals(truth));
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    scene.judge(Ledger.table(truth, Tables.counts(out)));
    long after = newestSize(checkpoint);
    scene.note(
        files
            + " files, checkpoint "
            + (after >> 10)
            + " KB, "
            + more
            + " more after "
            + took.toMillis()
            + " ms");
    assertThat("bytes of a checkpoint", after, lessThanOrEqualTo(1L << 20));
    // Some 7 bytes a file, and what else has changed by the way.
    assertThat("bytes more", after - before, lessThanOrEqualTo(16L * more + (32 << 10)));
    // Two looks, a second apart, until a file is taken; then a checkpoint.
    assertThat("until they are there", took, lessThanOrEqualTo(Duration.ofSeconds(2 + 2 + 2)));
  }

  private static void writeFiles(
      Scene scene, Path in, Map<String, Long> truth, int first, int number) throws IOException {
    for (int file = first; file < first + number; file++) {
      StringBuilder text = new StringBuilder();
      for (int line = 0; line < 10; line++) {
        String word = "w" + scene.random().nextInt(20);
        truth.merge(word, 1L, Long::sum);
        text.append(word).append('\n');
      }
      Files.writeString(in.resolve("f" + file), text);
    }
  }

  private static long newestSize(Path checkpoint) throws IOException {
    Path newest = Saboteur.newestCheckpoint(checkpoint).orElseThrow();
    try (Stream<Path> files = Files.list(newest)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** T17. The disk that output and checkpoints are on is full for a while. */
  private static void full(Scene scene) throws Exception {
    Path disk = scene.folder("disk");
    int mounted =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString())
            .start()
            .waitFor();
    assumeThat("a small disk can be mounted", mounted, equalTo(0));
    scene.keep(() -> new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor());
    Workload workload = Workload.words(scene);
    CountSink sink = CountSink.file(disk.resolve("out"));
    Resumed run = new Resumed(scene, workload, sink, disk.resolve("checkpoint"));
    CauceProcess cauce = run.start();
    for (int time = 0; time < scene.size(1, 3); time++) {
      run.awaitProgress(cauce);
      Path filler = disk.resolve("filler");
      fill(filler);
      CauceProcess suffering = cauce;
      boolean ended =
          Await.holdsWithin(Duration.ofSeconds(scene.size(15, 60)), () -> !suffering.isAlive());
      scene.note(ended ? "ended with " + cauce.end(Duration.ZERO) : "went on");
      assertThat(cauce.said(), cauce.err(), containsString("No space left on device"));
      assertThat(cauce.said(), cauce.err(), containsString(disk.toString()));
      Files.delete(filler);
      long begin = System.nanoTime();
      if (ended) {
        cauce = run.start();
      }
      run.awaitProgress(cauce);
      scene.recovered(Duration.ofNanos(System.nanoTime() - begin));
    }
    run.finish(cauce);
  }

  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] zeros = new byte[1 << 12];
      while (true) {
        out.write(zeros);
      }
    } catch (IOException full) {
      if (!String.valueOf(full.getMessage()).contains("No space")) {
        throw full;
      }
    }
  }

  /** T19. What a checkpoint does not fit is refused, and its own pipeline goes on. */
  private static void anotherPipeline(Scene scene) throws Exception {
    Workload workload = Workload.words(scene);
    CountSink sink = CountSink.postgres(TestPostgres.shared(), workload.sqlKey());
    Resumed run = new Resumed(scene, workload, sink);
    CauceProcess cauce = run.start();
    run.awaitProgress(cauce);
    cauce.signal("TERM");
    cauce.ends(143, Duration.ofSeconds(60));
    String before = sink.mark();

    refused(run.start("--ignore-case"), "another pipeline");
    refused(run.start("--from=" + scene.folder("more") + "?watch=1s"), "another pipeline");
    refused(run.start("--state-backend=rocksdb"), "another pipeline");
    Path manifest = run.checkpoint().resolve("manifest.json");
    String whole = Files.readString(manifest);
    // As if an older Cauce had called a step by another name.
    Files.writeString(manifest, whole.replaceFirst("(\"steps\" : \\{\\s*\"[^\"]*)", "$1Old"));
    assertThat(Files.readString(manifest), not(equalTo(whole)));
    refused(run.start(), "another pipeline");
    Files.delete(manifest);
    refused(run.start(), "no manifest.json");
    Files.writeString(manifest, whole);
    damageAll(run.checkpoint(), true);
    refused(run.start(), "no checkpoint that can be read");
    damageAll(run.checkpoint(), false);
    assertThat("written by runs that were refused", sink.mark(), equalTo(before));

    CauceProcess last = run.start();
    scene.recovered(run.awaitProgress(last));
    run.finish(last);
  }

  private static void refused(CauceProcess cauce, String why) throws Exception {
    cauce.ends(2, Duration.ofSeconds(60));
    assertThat(cauce.err(), containsString(why));
  }

  /** Takes the first byte of each checkpoint's metadata away, or gives it back. */
  private static void damageAll(Path checkpoint, boolean damage) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> found = Files.walk(checkpoint)) {
      found.filter(path -> path.endsWith("_metadata")).forEach(all::add);
    }
    for (Path metadata : all) {
      byte[] bytes = Files.readAllBytes(metadata);
      bytes[0] ^= 0x55;
      Files.write(metadata, bytes);
    }
    assertThat(damage ? "damaged" : "restored", all.isEmpty(), equalTo(false));
  }
}
