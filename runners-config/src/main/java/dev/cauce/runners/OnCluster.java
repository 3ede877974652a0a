package dev.cauce.runners;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The job of a cluster that works on a checkpoint directory, as a file {@code job.json} in it. A
 * job goes on without the process that submitted it, so the lease of that process does not tell.
 *
 * @param cluster {@code flink://HOST:PORT}
 * @param id of the job
 * @param name of the job
 */
record OnCluster(String cluster, String id, String name) {
  private static final String FILE = "job.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes down that the job works on the directory. */
  void write(StateFiles files) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("cluster", cluster);
    node.put("id", id);
    node.put("name", name);
    files.replace(FILE, JSON.writeValueAsBytes(node));
  }

  /** Forgets the job that worked on it. */
  static void forget(StateFiles files) {
    files.delete(FILE);
  }

  /**
   * Makes sure that no job of a cluster works on the directory, and learns how the last one ended.
   *
   * @throws Checkpoint.RefusedException if one does, or its cluster cannot be asked
   */
  static void check(StateFiles files) throws Checkpoint.RefusedException, IOException {
    OnCluster job = read(files);
    if (job == null) {
      return;
    }
    FlinkRest rest = FlinkRest.at(FlinkAddress.parse(job.cluster));
    String state;
    boolean stopped;
    try {
      state = rest.state(job.id);
      if (state != null && JobInfo.hasEnded(state)) {
        rest.awaitEndShown(job.id);
      }
      FlinkCheckpoints.Snapshot savepoint =
          "FINISHED".equals(state) ? rest.checkpoints(job.id).savepoint() : null;
      stopped = savepoint != null && !JobControl.isDrained(savepoint.path());
    } catch (IOException e) {
      throw new Checkpoint.RefusedException(
          String.format(
              Locale.ROOT,
              "--checkpoint \"%s\": job \"%s\" (%s) works on it, and its cluster cannot be asked"
                  + " whether it still does. %s If that cluster is gone for good, delete %s.",
              files.uri(),
              job.name,
              job.id,
              e.getMessage(),
              files.uri(FILE)));
    }
    if (state != null && !JobInfo.hasEnded(state)) {
      throw new Checkpoint.RefusedException(
          String.format(
              Locale.ROOT,
              "--checkpoint \"%s\" is in use: job \"%s\" is %s on %s. Stop it first: cauce stop %s"
                  + " --runner %s",
              files.uri(),
              job.name,
              state,
              job.cluster,
              job.id,
              job.cluster));
    }
    Manifest manifest = Manifest.read(files);
    if ("FINISHED".equals(state) && !stopped && manifest != null) {
      manifest.atItsEnd().write(files);
    }
    forget(files);
  }

  private static @Nullable OnCluster read(StateFiles files) throws IOException {
    byte[] content = files.read(FILE);
    if (content == null) {
      return null;
    }
    JsonNode node = JSON.readTree(content);
    return new OnCluster(
        node.path("cluster").asText(), node.path("id").asText(), node.path("name").asText());
  }
}
