package dev.cauce.runners;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.GlobalConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Flink's own configuration for a run inside this JVM: Flink takes it from a directory only, so one
 * is made in the temporary directory, for this user alone, and deleted when the JVM exits.
 */
final class FlinkConf {
  /** The setting in which the directory itself stands: it tells one Flink from another. */
  static final String RUN_KEY = "metrics.reporter.cauce." + FlinkFigures.RUN;

  private static final String LOOPBACK = "127.0.0.1";
  private static final String FILE = "flink-conf.yaml";
  private static final String MANAGED_SIZE = "taskmanager.memory.managed.size";
  private static final String MANAGED_FRACTION = "taskmanager.memory.managed.fraction";
  private static final long BUFFER = 32 * 1024;

  private FlinkConf() {}

  /**
   * Writes the configuration.
   *
   * @param parallelism subtasks a step, which decides how many network buffers there must be
   * @param further settings in place of ours
   * @param usersDir a directory with settings that win over ours
   * @return the directory
   */
  static Path write(int parallelism, Map<String, String> further, @Nullable String usersDir) {
    try {
      Path dir = Files.createTempDirectory("cauce-flink");
      Path file = dir.resolve(FILE);
      dir.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
      Map<String, String> settings = ours(parallelism, dir);
      settings.putAll(further);
      if (usersDir != null) {
        settings.putAll(users(usersDir));
      }
      if (!settings.containsKey(MANAGED_FRACTION)) {
        settings.putIfAbsent(MANAGED_SIZE, managedBytes() + "b");
      }
      Files.write(file, yaml(settings));
      return dir;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write Flink's configuration to " + System.getProperty("java.io.tmpdir"), e);
    }
  }

  /** Writes {@code settings} and nothing else: what a client tells a cluster of a job. */
  static Path writeAll(Map<String, String> settings) {
    try {
      return directory(settings);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static Path directory(Map<String, String> settings) throws IOException {
    Path dir = Files.createTempDirectory("cauce-flink");
    Path file = dir.resolve(FILE);
    dir.toFile().deleteOnExit();
    file.toFile().deleteOnExit();
    Files.write(file, yaml(settings));
    return dir;
  }

  private static UncheckedIOException unwritable(IOException e) {
    return new UncheckedIOException(
        "Cannot write Flink's configuration to " + System.getProperty("java.io.tmpdir"), e);
  }

  /** Adds settings to a configuration that {@link #write} made; they win over all others. */
  static void add(String dir, Map<String, String> settings) throws IOException {
    Path file = Path.of(dir, FILE);
    Map<String, String> all = new TreeMap<>(users(dir));
    all.putAll(settings);
    Files.write(file, yaml(all));
  }

  private static byte[] yaml(Map<String, String> settings) {
    StringBuilder yaml = new StringBuilder();
    settings.forEach((key, value) -> yaml.append(key).append(": ").append(value).append('\n'));
    return yaml.toString().getBytes(UTF_8);
  }

  private static Map<String, String> ours(int parallelism, Path dir) {
    Map<String, String> settings = new TreeMap<>();
    // Left alone, Flink listens on every interface: its page, its blobs.
    settings.put("rest.address", LOOPBACK);
    settings.put("rest.bind-address", LOOPBACK);
    settings.put("rest.bind-port", EmbeddedRest.freePorts());
    // Fetched when somebody asks, and again after this many milliseconds; 10 s as Flink comes.
    settings.put("metrics.fetcher.update-interval", "1000");
    settings.put("jobmanager.rpc.address", LOOPBACK);
    settings.put("jobmanager.bind-host", LOOPBACK);
    settings.put("taskmanager.host", LOOPBACK);
    settings.put("taskmanager.bind-host", LOOPBACK);
    settings.put("web.submit.enable", "false");
    settings.put("web.cancel.enable", "false");
    // Fail at once, with the reason, instead of trying again and again.
    settings.put("restart-strategy.type", "none");
    settings.put("security.delegation.tokens.enabled", "false");
    settings.put("execution.job-listeners", FlinkJob.class.getName());
    String network = networkBytes(parallelism) + "b";
    settings.put("taskmanager.memory.network.min", network);
    settings.put("taskmanager.memory.network.max", network);
    settings.put("metrics.reporters", "cauce");
    settings.put("metrics.reporter.cauce.factory.class", "dev.cauce.runners.FlinkFigures$Factory");
    settings.put(RUN_KEY, dir.toString());
    return settings;
  }

  /**
   * Buffers for ten exchanges of everybody with everybody: two for each channel, and some floating
   * ones, at both ends. Flink's default for one JVM, 64 MB, is too much for 2 subtasks and too
   * little for 16.
   */
  static long networkBytes(int parallelism) {
    long buffers = 10L * parallelism * (3L * parallelism + 9);
    return Math.max(16L << 20, buffers * BUFFER);
  }

  /**
   * The part of the heap that Flink would give to RocksDB and to sorting, which is 0.4 of what is
   * free. To find that out, Beam would have all of the garbage collected first: 50 ms.
   */
  private static long managedBytes() {
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    return (runtime.maxMemory() - used) / 10 * 4;
  }

  private static Map<String, String> users(String dir) throws IOException {
    if (!new File(dir).isDirectory()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "--flinkConfDir: there is no directory \"%s\".", dir));
    }
    Map<String, String> settings = new TreeMap<>();
    GlobalConfiguration.loadConfiguration(dir).toMap().forEach(settings::put);
    return settings;
  }
}
