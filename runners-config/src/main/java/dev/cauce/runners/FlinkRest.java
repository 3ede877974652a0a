package dev.cauce.runners;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * What Cauce asks of Flink's REST interface, of a cluster or of a Flink inside a JVM.
 *
 * <p>Each call is one request or a few, and gives what Flink knew at that moment: of metrics that
 * may be 10 seconds old (Flink's {@code metrics.fetcher.update-interval}), of a single job's tasks
 * and checkpoints 3 ({@code web.refresh-interval}). Nothing is tried again, but for a savepoint
 * that Flink declined. A call that fails throws an {@link IOException} whose message is one line
 * for a user: the address, what happened, what to do.
 *
 * <p>Safe for use by several threads.
 */
public final class FlinkRest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 100;
  private static final int NAMES_A_REQUEST = 20;

  private final URI root;
  private final RestCalls calls;

  private FlinkRest(URI root) {
    this.root = root;
    this.calls = new RestCalls(root, TIMEOUT);
  }

  /** The cluster at {@code address}. Connects to nothing yet. */
  public static FlinkRest at(FlinkAddress address) {
    return new FlinkRest(address.rest());
  }

  /** What listens on {@code port} of this machine. Connects to nothing yet. */
  public static FlinkRest onLoopback(int port) {
    return new FlinkRest(URI.create("http://127.0.0.1:" + port));
  }

  /**
   * The Flink inside this JVM that runs a pipeline with {@code options}; null while it is not up.
   *
   * @param options as {@link Runners#toOptions} makes them for {@code flink}
   */
  public static @Nullable FlinkRest embedded(PipelineOptions options) {
    return EmbeddedRest.of(options);
  }

  /** Where it sends its requests: {@code http://HOST:PORT}. */
  public URI root() {
    return root;
  }

  /** All jobs that it remembers, the one started last first. */
  public List<JobInfo> jobs() throws IOException {
    List<JobInfo> jobs = new ArrayList<>();
    for (JsonNode job : calls.get("/jobs/overview").path("jobs")) {
      jobs.add(
          new JobInfo(
              job.path("jid").asText(),
              job.path("name").asText(),
              job.path("state").asText(),
              Instant.ofEpochMilli(job.path("start-time").asLong())));
    }
    jobs.sort(Comparator.comparing(JobInfo::started).reversed());
    return jobs;
  }

  /** The state of a job, in Flink's word; null if there is no such job. */
  public @Nullable String state(String job) throws IOException {
    // Asked for the state of a job that it does not know, Flink writes a stack trace to its log.
    for (JsonNode known : calls.get("/jobs").path("jobs")) {
      if (known.path("id").asText().equals(job)) {
        return known.path("status").asText();
      }
    }
    return null;
  }

  /**
   * Whether it runs as it should: its state is {@code RUNNING}, and so is each of its tasks, unless
   * it has finished.
   */
  public boolean isRunning(String job) throws IOException {
    JsonNode detail = calls.get("/jobs/" + job);
    if (!detail.path("state").asText().equals("RUNNING")) {
      return false;
    }
    boolean any = false;
    for (JsonNode vertex : detail.path("vertices")) {
      String state = vertex.path("status").asText();
      JsonNode tasks = vertex.path("tasks");
      int good = tasks.path("RUNNING").asInt() + tasks.path("FINISHED").asInt();
      if (good < vertex.path("parallelism").asInt() || !state.matches("RUNNING|FINISHED")) {
        return false;
      }
      any = true;
    }
    return any;
  }

  /** Why it failed last, as one line; null if it never did. */
  public @Nullable String rootCause(String job) throws IOException {
    JsonNode exceptions = calls.get("/jobs/" + job + "/exceptions");
    String trace = exceptions.path("root-exception").asText("");
    if (trace.isEmpty() || trace.equals("null")) {
      trace =
          exceptions.path("exceptionHistory").path("entries").path(0).path("stacktrace").asText("");
    }
    return trace.isEmpty() ? null : RootCause.of(trace);
  }

  /** How often it was restarted since it was submitted. */
  public long restarts(String job) throws IOException {
    for (JsonNode metric : calls.get("/jobs/" + job + "/metrics?get=numRestarts")) {
      return metric.path("value").asLong();
    }
    return 0;
  }

  /** Its checkpoints. */
  public FlinkCheckpoints checkpoints(String job) throws IOException {
    JsonNode answer = calls.get("/jobs/" + job + "/checkpoints");
    JsonNode counts = answer.path("counts");
    return new FlinkCheckpoints(
        counts.path("completed").asLong(),
        counts.path("failed").asLong(),
        counts.path("in_progress").asLong(),
        counts.path("restored").asLong(),
        snapshot(answer.path("latest").path("completed")),
        snapshot(answer.path("latest").path("savepoint")));
  }

  private static FlinkCheckpoints.@Nullable Snapshot snapshot(JsonNode node) {
    if (!node.has("id")) {
      return null;
    }
    String path = node.path("external_path").asText("");
    return new FlinkCheckpoints.Snapshot(
        node.path("id").asLong(),
        path.contains("/") ? path : "",
        node.path("state_size").asLong(),
        node.path("end_to_end_duration").asLong());
  }

  /**
   * Stops a job with a savepoint, and waits until the savepoint is complete; before that, until all
   * of its tasks run. What Flink declines it asks for again, a few times.
   *
   * @param directory where the savepoint goes, which the cluster must reach; null for the cluster's
   *     own {@code state.savepoints.dir}
   * @param drain whether event time goes to its end first, so that all windows close; such a
   *     savepoint is not to be resumed from
   * @param patience how long to wait
   * @return where the savepoint lies
   */
  public String stop(String job, @Nullable String directory, boolean drain, Duration patience)
      throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    DeclinedSavepoint declined = new DeclinedSavepoint();
    while (true) {
      awaitRunning(job, deadline);
      JsonNode operation = stopOnce(job, directory, drain, deadline, patience);
      if (operation.has("location")) {
        return operation.path("location").asText();
      }
      String trace = operation.path("failure-cause").path("stack-trace").asText();
      Duration pause = declined.pauseAfter(trace);
      if (pause == null || System.nanoTime() + pause.toNanos() > deadline) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "Job %s was not stopped, its savepoint failed: %s",
                job,
                RootCause.of(trace)));
      }
      pause(pause.toMillis());
    }
  }

  /** Asks once for a savepoint and the end, and waits for what becomes of it. */
  private JsonNode stopOnce(
      String job, @Nullable String directory, boolean drain, long deadline, Duration patience)
      throws IOException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("targetDirectory", directory);
    body.put("drain", drain);
    body.put("formatType", "NATIVE"); // as quick as a checkpoint
    String trigger = calls.post("/jobs/" + job + "/stop", body).path("request-id").asText();
    while (true) {
      JsonNode answer = calls.get("/jobs/" + job + "/savepoints/" + trigger);
      if (answer.path("status").path("id").asText().equals("COMPLETED")) {
        return answer.path("operation");
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "The savepoint of job %s is not complete after %d s; Flink at %s still works at it.",
                job,
                patience.toSeconds(),
                root));
      }
      pause(POLL_MILLIS);
    }
  }

  /**
   * Waits until all that is asked about a job is as it was at its end. Of a single job Flink
   * answers out of a memory that may be 3 seconds old ({@code web.refresh-interval}), while its
   * list of jobs is of this moment: without this a job that has ended may seem to have no
   * savepoint.
   */
  void awaitEndShown(String job) throws IOException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!JobInfo.hasEnded(calls.get("/jobs/" + job).path("state").asText())) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "Flink at %s lists job %s as ended, but does not know how.",
                root,
                job));
      }
      pause(POLL_MILLIS);
    }
  }

  /** Flink refuses a savepoint while any task is still being started. */
  private void awaitRunning(String job, long deadline) throws IOException {
    String state = state(job);
    while (state != null && !JobInfo.hasEnded(state) && !isRunning(job)) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "Job %s cannot be stopped with a savepoint: it is %s, and not all of its tasks run.",
                job,
                state));
      }
      pause(POLL_MILLIS);
      state = state(job);
    }
  }

  private void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(
          "Interrupted while Flink at " + root + " makes a savepoint.");
    }
  }

  /** Cancels a job, without a savepoint. Returns when the request is taken, not when it is done. */
  public void cancel(String job) throws IOException {
    calls.patch("/jobs/" + job + "?mode=cancel");
  }

  /**
   * The counters and gauges of {@code namespace} by name: counters summed over steps and subtasks,
   * gauges (those that {@link Figures} names) the least of them.
   */
  public Map<String, Long> figures(String job, String namespace) throws IOException {
    Map<String, Long> figures = new TreeMap<>();
    for (String vertex : vertices(job)) {
      String path = "/jobs/" + job + "/vertices/" + vertex + "/subtasks/metrics";
      List<String> names = new ArrayList<>();
      for (JsonNode metric : calls.get(path)) {
        String id = metric.path("id").asText();
        if (figure(id, namespace) != null) {
          names.add(id);
        }
      }
      for (int from = 0; from < names.size(); from += NAMES_A_REQUEST) {
        List<String> some = names.subList(from, Math.min(names.size(), from + NAMES_A_REQUEST));
        for (JsonNode metric : calls.get(path + "?agg=sum,min&get=" + listed(some))) {
          add(figures, metric, namespace);
        }
      }
    }
    return figures;
  }

  private static void add(Map<String, Long> figures, JsonNode metric, String namespace) {
    String figure = figure(metric.path("id").asText(), namespace);
    if (figure == null) {
      return;
    }
    if (figure.equals(Figures.OLDEST_OPEN_WINDOW)) {
      figures.merge(figure, metric.path("min").asLong(), Math::min);
    } else {
      figures.merge(figure, metric.path("sum").asLong(), Long::sum);
    }
  }

  /** The name behind {@code namespace} at the end of a metric's id; null if it is not of it. */
  static @Nullable String figure(String id, String namespace) {
    int last =
        Math.max(id.lastIndexOf("." + namespace + "_"), id.lastIndexOf("." + namespace + "."));
    return last < 0 ? null : id.substring(last + namespace.length() + 2);
  }

  private static String listed(List<String> names) {
    return URLEncoder.encode(String.join(",", names), StandardCharsets.UTF_8);
  }

  /**
   * How far event time has come in each vertex, in milliseconds since 1970, by the vertex's name:
   * the least of its subtasks. Vertices that have none yet are missing.
   */
  public Map<String, Long> watermarks(String job) throws IOException {
    Map<String, Long> watermarks = new TreeMap<>();
    for (JsonNode vertex : calls.get("/jobs/" + job).path("vertices")) {
      String id = vertex.path("id").asText();
      for (JsonNode metric : calls.get("/jobs/" + job + "/vertices/" + id + "/watermarks")) {
        long millis = metric.path("value").asLong(Long.MIN_VALUE);
        if (millis != Long.MIN_VALUE) {
          watermarks.merge(vertex.path("name").asText(), millis, Math::min);
        }
      }
    }
    return watermarks;
  }

  private List<String> vertices(String job) throws IOException {
    List<String> ids = new ArrayList<>();
    for (JsonNode vertex : calls.get("/jobs/" + job).path("vertices")) {
      ids.add(vertex.path("id").asText());
    }
    return ids;
  }

  /** The pipeline's options that a job was submitted with, as Beam writes them; empty if none. */
  public Map<String, String> options(String job) throws IOException {
    Map<String, String> options = new TreeMap<>();
    calls
        .get("/jobs/" + job + "/config")
        .path("execution-config")
        .path("user-config")
        .fields()
        .forEachRemaining(option -> options.put(option.getKey(), option.getValue().asText()));
    return options;
  }

  /** A setting of the cluster; null if it is not set. */
  @Nullable String setting(String key) throws IOException {
    for (JsonNode setting : calls.get("/jobmanager/config")) {
      if (setting.path("key").asText().equals(key)) {
        return setting.path("value").asText();
      }
    }
    return null;
  }
}
