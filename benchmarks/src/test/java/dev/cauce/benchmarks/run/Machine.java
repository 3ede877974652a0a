package dev.cauce.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** On what, and of which versions, something was measured. */
final class Machine {
  private static final List<Pattern> LIBRARIES =
      List.of(
          Pattern.compile("/(spark-sql)_[\\d.]+-([\\d.]+)\\.jar"),
          Pattern.compile("/(flink-streaming-java)-([\\d.]+)\\.jar"),
          Pattern.compile("/(kafka-streams)-([\\d.]+)\\.jar"),
          Pattern.compile("/(hazelcast)-([\\d.]+)\\.jar"),
          Pattern.compile("/(beam-sdks-java-core)-([\\d.]+)\\.jar"),
          Pattern.compile("/(kafka-clients)-([\\d.]+)\\.jar"));

  private Machine() {}

  /** One line. */
  static String describe() throws IOException {
    return String.format(
        Locale.ROOT,
        "%d cores (%s), %.0f GB, %s %s, JDK %s",
        Runtime.getRuntime().availableProcessors(),
        cpu(Files.readString(Path.of("/proc/cpuinfo"))),
        kilobytes(Files.readString(Path.of("/proc/meminfo"))) / 1e6,
        System.getProperty("os.name"),
        System.getProperty("os.version").replaceFirst("-.*", ""),
        System.getProperty("java.version"));
  }

  /** The model that /proc/cpuinfo names first. */
  static String cpu(String cpuinfo) {
    Matcher matcher = Pattern.compile("(?m)^model name\\s*:\\s*(.*)$").matcher(cpuinfo);
    return matcher.find() ? matcher.group(1).trim() : "of an unknown model";
  }

  /** All memory that /proc/meminfo tells of. */
  static long kilobytes(String meminfo) {
    Matcher matcher = Pattern.compile("MemTotal:\\s*(\\d+) kB").matcher(meminfo);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  /** The versions of the engines that the peers are built with, as "name version", sorted. */
  static Set<String> versions(Places places, Collection<String> peers) throws IOException {
    Set<String> versions = new TreeSet<>();
    for (String peer : peers) {
      Path classpath = places.built(Commands.module(peer)).resolve("classpath");
      if (!Commands.isCauce(peer) && Files.exists(classpath)) {
        versions.addAll(versions(Files.readString(classpath)));
      }
    }
    return versions;
  }

  /** The versions of engines in a class path. */
  static List<String> versions(String classpath) {
    List<String> versions = new ArrayList<>();
    for (Pattern library : LIBRARIES) {
      Matcher matcher = library.matcher(classpath);
      if (matcher.find()) {
        versions.add(matcher.group(1) + " " + matcher.group(2));
      }
    }
    return versions;
  }

  /** What {@code ./cauce --version} says, and the commit. */
  static String cauce(Places places) throws IOException, InterruptedException {
    return said(List.of(places.cauce().toString(), "--version"), places);
  }

  /** The abbreviated id of the commit that was measured; empty if nobody knows. */
  static String commit(Places places) throws IOException, InterruptedException {
    return said(List.of("git", "rev-parse", "--short", "HEAD"), places);
  }

  private static String said(List<String> command, Places places)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(places.home().toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).trim();
    return process.waitFor() == 0 ? said.lines().findFirst().orElse("") : "";
  }
}
