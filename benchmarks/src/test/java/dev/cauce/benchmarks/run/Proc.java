package dev.cauce.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Linux says of processes, in /proc. */
final class Proc {
  private static final Pattern HIGH_WATER = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB$");

  private Proc() {}

  /**
   * The CPU time, user and system, of all children of this process that have ended and were waited
   * for, and of theirs, in clock ticks.
   */
  static long ticksOfChildren() throws IOException {
    return ticksOfChildren(Files.readString(Path.of("/proc/self/stat")));
  }

  /** The sum of {@code cutime} and {@code cstime} of a line as in /proc/PID/stat, see proc(5). */
  static long ticksOfChildren(String stat) {
    // The second field is the name, in parentheses; it may hold anything.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ", -1);
    return Long.parseLong(fields[16 - 3]) + Long.parseLong(fields[17 - 3]);
  }

  /** The most memory that a process and all below it have had resident, each at its time, in KB. */
  static long highWaterKb(ProcessHandle process) {
    return highWaterKb(process.pid())
        + process.descendants().mapToLong(child -> highWaterKb(child.pid())).sum();
  }

  private static long highWaterKb(long pid) {
    try {
      return highWaterKb(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
    } catch (IOException ended) {
      return 0;
    }
  }

  /** {@code VmHWM} of what stands in /proc/PID/status; 0 if it is not there, as of a zombie. */
  static long highWaterKb(String status) {
    Matcher matcher = HIGH_WATER.matcher(status);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  /** How many clock ticks a second has. */
  static long ticksPerSecond() throws IOException, InterruptedException {
    Process getconf = new ProcessBuilder("getconf", "CLK_TCK").start();
    String said = new String(getconf.getInputStream().readAllBytes(), UTF_8).trim();
    getconf.waitFor();
    return Long.parseLong(said);
  }
}
