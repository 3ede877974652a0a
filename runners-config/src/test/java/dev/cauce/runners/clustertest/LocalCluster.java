package dev.cauce.runners.clustertest;

import dev.cauce.runners.FlinkAddress;
import dev.cauce.runners.FlinkRest;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Flink cluster as it is in life: a JobManager and TaskManagers, a JVM each, on loopback, with
 * two slots a TaskManager, from the Flink jars of the test's own class path. No Beam and no Cauce
 * is on theirs: a job brings what it needs.
 *
 * <p>Up when {@link #start} returns. A TaskManager that is killed is noticed after 5 s at the
 * latest. All processes end with the test's JVM, also when that is killed.
 */
public final class LocalCluster implements AutoCloseable {
  /** The slots of one TaskManager. */
  public static final int SLOTS = 2;

  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Pattern OF_FLINK =
      Pattern.compile(
          "(flink-|slf4j-|commons-(lang3|text|collections|compress|io|math3|cli)|snakeyaml-engine|"
              + "kryo-|minlog-|objenesis-|javassist-|snappy-java|lz4-java|chill-java|frocksdbjni|"
              + "jsr305-).*\\.jar");
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.net",
          "java.io",
          "java.nio",
          "sun.nio.ch",
          "java.lang.reflect",
          "java.text",
          "java.time",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "java.util.concurrent.locks");

  private final Path dir;
  private final int port;
  private final Process jobManager;
  private final List<Process> taskManagers = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  private LocalCluster(Map<String, String> settings) throws IOException {
    dir = Files.createTempDirectory("flink-cluster");
    port = freePort();
    Map<String, String> all = settings();
    all.putAll(settings);
    Files.writeString(
        dir.resolve("flink-conf.yaml"),
        all.entrySet().stream()
            .map(e -> e.getKey() + ": " + e.getValue() + "\n")
            .collect(Collectors.joining()));
    jobManager =
        launch(
            "jobmanager",
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            "-Xmx256m");
  }

  /** Starts a cluster and waits until all of it is there. */
  public static LocalCluster start(int taskManagers) throws IOException {
    return start(taskManagers, Map.of());
  }

  /** The same with settings of Flink that win over those of this class. */
  public static LocalCluster start(int taskManagers, Map<String, String> settings)
      throws IOException {
    LocalCluster cluster = new LocalCluster(settings);
    try {
      for (int i = 0; i < taskManagers; i++) {
        cluster.startTaskManager();
      }
      cluster.awaitTaskManagers(taskManagers);
      return cluster;
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** {@code http://127.0.0.1:PORT}. */
  public String restUrl() {
    return "http://127.0.0.1:" + port;
  }

  /** {@code flink://127.0.0.1:PORT}, for {@code --runner}. */
  public String runner() {
    return "flink://127.0.0.1:" + port;
  }

  /** A client for it. */
  public FlinkRest rest() {
    return FlinkRest.at(FlinkAddress.parse(runner()));
  }

  /** Starts another TaskManager, and gives its number. It is not waited for. */
  public int startTaskManager() throws IOException {
    int number = taskManagers.size();
    taskManagers.add(
        launch(
            "taskmanager-" + number,
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            "-Xmx512m"));
    return number;
  }

  /** Kills TaskManager {@code number} (from 0) with {@code SIGKILL}; returns when it is gone. */
  public void killTaskManager(int number) {
    taskManagers.get(number).destroyForcibly();
    taskManagers.get(number).onExit().join();
  }

  /** Waits until exactly {@code number} TaskManagers are registered. */
  public void awaitTaskManagers(int number) throws IOException {
    Pattern count = Pattern.compile("\"taskmanagers\":(\\d+)");
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      Matcher found = count.matcher(overview());
      if (found.find() && Integer.parseInt(found.group(1)) == number) {
        return;
      }
      if (!jobManager.isAlive()) {
        throw new IOException("The JobManager ended:\n" + log("jobmanager"));
      }
      if (System.nanoTime() > end) {
        throw new IOException(
            "Not " + number + " TaskManagers after " + START_LIMIT + ":\n" + log("taskmanager-0"));
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private String overview() throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(restUrl() + "/overview"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return ""; // Not up yet.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the cluster started", e);
    }
  }

  /** What a process has logged: {@code jobmanager}, {@code taskmanager-0}, ... */
  public String log(String process) throws IOException {
    return Files.readString(dir.resolve(process + ".log"));
  }

  /** Kills all processes and deletes their files. */
  @Override
  public void close() throws IOException {
    List<Process> all = new ArrayList<>(taskManagers);
    all.add(jobManager);
    all.forEach(Process::destroyForcibly);
    all.forEach(process -> process.onExit().join());
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private Process launch(String name, String main, String heap) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(heap, "-XX:MaxMetaspaceSize=256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=info");
    command.add("--add-exports=java.base/sun.net.util=ALL-UNNAMED");
    OPENED.forEach(name2 -> command.add("--add-opens=java.base/" + name2 + "=ALL-UNNAMED"));
    command.addAll(List.of("-cp", classPath(), ProcessMain.class.getName(), main));
    command.addAll(List.of("--configDir", dir.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(dir.resolve(name + ".log").toFile())
        .start();
  }

  private Map<String, String> settings() throws IOException {
    Map<String, String> settings = new TreeMap<>();
    for (String key :
        List.of(
            "rest.address",
            "rest.bind-address",
            "jobmanager.rpc.address",
            "jobmanager.bind-host",
            "taskmanager.host",
            "taskmanager.bind-host")) {
      settings.put(key, "127.0.0.1");
    }
    settings.put("rest.port", String.valueOf(port));
    settings.put("rest.bind-port", String.valueOf(port));
    settings.put("jobmanager.rpc.port", String.valueOf(freePort()));
    settings.put("taskmanager.numberOfTaskSlots", String.valueOf(SLOTS));
    settings.put("taskmanager.cpu.cores", "1.0");
    settings.put("taskmanager.memory.framework.heap.size", "128m");
    settings.put("taskmanager.memory.framework.off-heap.size", "64m");
    settings.put("taskmanager.memory.task.heap.size", "384m");
    settings.put("taskmanager.memory.task.off-heap.size", "32m");
    settings.put("taskmanager.memory.network.min", "32m");
    settings.put("taskmanager.memory.network.max", "32m");
    settings.put("taskmanager.memory.managed.size", "128m");
    settings.put("taskmanager.memory.jvm-metaspace.size", "256m");
    settings.put("taskmanager.memory.jvm-overhead.min", "64m");
    settings.put("taskmanager.memory.jvm-overhead.max", "64m");
    settings.put("pekko.startup-timeout", "60 s");
    settings.put("heartbeat.interval", "1000");
    settings.put("heartbeat.timeout", "5000");
    settings.put("metrics.fetcher.update-interval", "200");
    settings.put("io.tmp.dirs", dir.toString());
    return settings;
  }

  /** Flink's jars, and the one class of ours that starts it. */
  private static String classPath() {
    List<String> path =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> OF_FLINK.matcher(Path.of(entry).getFileName().toString()).matches())
            .collect(Collectors.toCollection(ArrayList::new));
    path.add(
        Path.of(
                URI.create(
                    ProcessMain.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
            .toString());
    return String.join(File.pathSeparator, path);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
