package dev.cauce.runners;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint directory of a run that is on: its lease, its manifest, where the run goes on, and
 * where it leaves its own checkpoints.
 *
 * <pre>
 * DIR/lease.json       who works on it
 *     manifest.json    whose checkpoints these are
 *     run-NUMBER/JOB/chk-N/           what Flink left, a directory a run; of old runs the last
 *     run-NUMBER/savepoint-JOB-ID/    when it was stopped
 * </pre>
 */
final class Checkpoint implements AutoCloseable {
  private static final String PROBE = "probe";

  /** As much as a small checkpoint takes: on a full disk a few bytes may still find room. */
  private static final int PROBE_BYTES = 1 << 20;

  private final StateFiles files;
  private final Lease lease;
  private final Manifest manifest;
  private final Heartbeat heartbeat;

  private Checkpoint(StateFiles files, Lease lease, Manifest manifest, Heartbeat heartbeat) {
    this.files = files;
    this.lease = lease;
    this.manifest = manifest;
    this.heartbeat = heartbeat;
  }

  /**
   * A directory that this pipeline cannot go on with.
   *
   * <p>Its message is for the user.
   */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  /**
   * Takes the directory that {@code options} name, and sets in them where the run goes on.
   *
   * @param steps the steps that keep state, by their full names, and what they are
   * @param say where what the user should know is said
   * @param lost called with a line for the user when another run has taken the directory
   * @throws RefusedException if somebody else works on it, or it is another pipeline's
   * @throws IOException if it cannot be read or written
   */
  static Checkpoint open(
      PipelineOptions options, Map<String, String> steps, PrintStream say, Consumer<String> lost)
      throws RefusedException, IOException {
    if (!List.class.getModule().isOpen("java.util", Checkpoint.class.getModule())) {
      throw new RefusedException(
          "Checkpoints need the JVM option --add-opens java.base/java.util=ALL-UNNAMED, for what"
              + " Flink keeps of Beam's (the cauce command has it).");
    }
    RunOptions ours = options.as(RunOptions.class);
    StateFiles files = StateFiles.in(ours.getCheckpoint());
    files.makeDirectory("");
    Lease lease;
    try {
      lease = Lease.take(files);
    } catch (Lease.HeldException e) {
      throw new RefusedException(String.valueOf(e.getMessage()));
    }
    try {
      OnCluster.check(files);
      Manifest mine =
          Manifest.of(
              ours.getPipelineSettings(),
              ours.getStateBackendName(),
              options.as(FlinkPipelineOptions.class).getMaxParallelism(),
              steps);
      Manifest found = Manifest.read(files);
      Retained.Found retained = Retained.newest(files);
      Retained newest = retained.newest();
      if (found != null) {
        check(files, found, mine);
      } else if (newest != null) {
        throw new RefusedException(
            String.format(
                Locale.ROOT,
                "--checkpoint \"%s\" has checkpoints but no manifest.json, which tells whose they"
                    + " are: restore it, or use another directory.",
                files.uri()));
      }
      tell(files, found, retained, say);
      Manifest manifest = found == null ? mine : found;
      if (found == null) {
        manifest.write(files);
      }
      if (newest != null) {
        Retained.deleteBefore(files, newest.run());
      }
      files.makeDirectory(Retained.directory(lease.run()));
      ours.setRun(lease.run());
      ours.setWriter(manifest.id());
      FlinkConf.add(
          options.as(FlinkPipelineOptions.class).getFlinkConfDir(), conf(files, lease, newest));
      return new Checkpoint(files, lease, manifest, Heartbeat.start(lease, files.uri(), lost));
    } catch (RefusedException | IOException | RuntimeException e) {
      lease.release();
      throw e;
    }
  }

  private static void check(StateFiles files, Manifest found, Manifest mine)
      throws RefusedException {
    List<String> differences = found.differences(mine);
    if (!differences.isEmpty()) {
      throw new RefusedException(
          String.format(
              Locale.ROOT,
              "--checkpoint \"%s\" is of another pipeline: %s. Run that one again, or use another"
                  + " directory.",
              files.uri(),
              String.join("; ", differences)));
    }
    if (found.ended()) {
      throw new RefusedException(
          String.format(
              Locale.ROOT,
              "--checkpoint \"%s\": its pipeline came to the end of its input, so there is nothing"
                  + " to go on with. Use another directory to begin anew.",
              files.uri()));
    }
  }

  /** Says where the run goes on, and what it passed over. */
  private static void tell(
      StateFiles files, @Nullable Manifest found, Retained.Found retained, PrintStream say)
      throws RefusedException {
    Retained newest = retained.newest();
    String passedOver =
        retained.passedOver().isEmpty()
            ? ""
            : " Passed over " + String.join(", ", retained.passedOver()) + ".";
    if (newest != null) {
      say.printf(
          Locale.ROOT,
          "Going on from checkpoint %d, %s.%s%n",
          newest.id(),
          newest.uri(),
          passedOver);
      return;
    }
    if (retained.anyDamaged()) {
      throw new RefusedException(
          String.format(
              Locale.ROOT,
              "--checkpoint \"%s\" has no checkpoint that can be read.%s Restore one, or use"
                  + " another directory to begin anew.",
              files.uri(),
              passedOver));
    }
    if (found != null) {
      say.printf(
          Locale.ROOT,
          "No checkpoint in %s is complete yet: beginning at the beginning.%s%n",
          files.uri(),
          passedOver);
    }
  }

  private static Map<String, String> conf(
      StateFiles files, Lease lease, @Nullable Retained newest) {
    Map<String, String> conf = new TreeMap<>();
    String directory = files.uri(Retained.directory(lease.run()));
    conf.put("state.checkpoints.dir", directory);
    conf.put("state.savepoints.dir", directory);
    if (newest != null) {
      conf.put("execution.savepoint.path", newest.uri());
    }
    return conf;
  }

  /** Where a savepoint of this run belongs. */
  String savepoints() {
    return files.uri(Retained.directory(lease.run()));
  }

  /**
   * Why nothing can be written there at this moment; null if it can. Flink gives up a checkpoint
   * that it cannot write without a word of where and why.
   */
  @Nullable String writeProblem() {
    try {
      files.replace(PROBE, new byte[PROBE_BYTES]);
      return null;
    } catch (IOException e) {
      return e.getMessage();
    } finally {
      files.delete(PROBE);
    }
  }

  /** From now on a job of a cluster works on the directory, whatever becomes of this process. */
  void worksOnCluster(OnCluster job) throws IOException {
    job.write(files);
  }

  /** It no longer does. */
  void leftCluster() {
    OnCluster.forget(files);
  }

  /** The pipeline has come to the end of its input: there is nothing to go on with. */
  void ended() throws IOException {
    manifest.atItsEnd().write(files);
  }

  /** Gives the directory back. */
  @Override
  public void close() {
    heartbeat.close();
    lease.release();
  }
}
