package dev.cauce.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A workload that is counted into a sink by one run after the other on the same checkpoint
 * directory, and the watch over it.
 */
final class Resumed {
  static final Duration LIMIT = Duration.ofSeconds(240);
  private static final int SIGTERM = 143;

  private final Scene scene;
  private final Workload workload;
  private final CountSink sink;
  private final Path checkpoint;
  private Watch watch;
  private final List<String> options;
  private String said = "";

  Resumed(Scene scene, Workload workload, CountSink sink, String... options) {
    this(scene, workload, sink, scene.folder().resolve("checkpoint"), options);
  }

  /** With the checkpoints in a directory. */
  Resumed(Scene scene, Workload workload, CountSink sink, Path checkpoint, String... options) {
    this.scene = scene;
    this.workload = workload;
    this.sink = sink;
    this.checkpoint = checkpoint;
    this.options = List.of(options);
    this.watch = scene.keep(new Watch(sink, workload.prefixes()));
  }

  /** Says on the command line that a cluster's machines see the checkpoint directory, too. */
  Resumed shared() {
    said = "?shared=true";
    return this;
  }

  Path checkpoint() {
    return checkpoint;
  }

  Watch watch() {
    return watch;
  }

  /** Judges what the table showed until now, and looks no more. */
  void judgeWatch() throws InterruptedException {
    scene.judge(watch.verdict());
    scene.note(watch.findings());
    watch.close();
  }

  /** Looks again, as if at a table never seen before. */
  void watchAnew() {
    watch = scene.keep(new Watch(sink, workload.prefixes()));
  }

  /** Starts the next run, always on. */
  CauceProcess start(String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of("--trigger=500ms"));
    options.addAll(List.of(more));
    return startWith(options);
  }

  /** Starts the next run with options of its own. */
  CauceProcess startWith(List<String> more) throws IOException {
    List<String> command = new ArrayList<>(workload.question());
    command.addAll(
        List.of(
            "--to=" + sink.uri(), "--checkpoint=" + checkpoint + said, "--checkpoint-interval=1s"));
    command.addAll(options);
    command.addAll(more);
    CauceProcess.Builder builder = scene.cauce(command);
    for (Map.Entry<String, String> variable : sink.environment().entrySet()) {
      builder.environment(variable.getKey(), variable.getValue());
    }
    return scene.keep(builder.start());
  }

  /** Waits until the table moves, and says how long it took. */
  Duration awaitProgress(CauceProcess cauce) throws Exception {
    long begin = System.nanoTime();
    long before = watch.reached();
    cauce.await("progress of the table", LIMIT, () -> watch.reached() > before);
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** No more rows: the table becomes exact; then the run is stopped, and all is judged. */
  void finish(CauceProcess cauce) throws Exception {
    Map<String, Long> truth = catchUp(cauce);
    cauce.signal("TERM");
    cauce.ends(SIGTERM, Duration.ofSeconds(40));
    scene.judge(Ledger.table(truth, sink.counts()));
    watch.look();
    judgeWatch();
  }

  /** No more rows until {@link Workload#resume}; gives the table that should be there then. */
  Map<String, Long> catchUp(CauceProcess cauce) throws Exception {
    workload.pause();
    Map<String, Long> truth = workload.prefixes().counts();
    // One that never becomes exact is for the ledger to judge.
    Await.holdsWithin(LIMIT, () -> sink.counts().equals(truth) || !cauce.isAlive());
    return truth;
  }

  /** What the ledger says of the table, of which no run writes now and all rows have come. */
  Verdict table() throws Exception {
    return Ledger.table(workload.prefixes().counts(), sink.counts());
  }

  /** Judges that table, and what it showed until now. */
  void judge() throws Exception {
    scene.judge(table());
    watch.look();
    judgeWatch();
  }
}
