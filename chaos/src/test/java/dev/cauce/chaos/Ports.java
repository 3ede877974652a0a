package dev.cauce.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** On what a process listens, as /proc has it. */
final class Ports {
  private static final String LISTENING = "0A";

  private Ports() {}

  /** The ports. */
  static List<Integer> listening(long pid) throws IOException {
    return sockets(pid).stream()
        .map(address -> Integer.parseInt(address.split(":", -1)[1], 16))
        .distinct()
        .toList();
  }

  /**
   * Those that can be reached from other machines: hexadecimal, of each four bytes the last first.
   */
  static List<String> offLoopback(long pid) throws IOException {
    return sockets(pid).stream().filter(address -> !isLoopback(address.split(":", -1)[0])).toList();
  }

  private static List<String> sockets(long pid) throws IOException {
    Set<String> sockets = new HashSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path file : files.toList()) {
        if (Files.isSymbolicLink(file)) {
          sockets.add(Files.readSymbolicLink(file).toString());
        }
      }
    }
    List<String> addresses = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      Path path = Path.of("/proc", Long.toString(pid), "net", table);
      for (String line : Files.readAllLines(path, UTF_8)) {
        String[] cells = line.trim().split("\\s+", -1);
        if (cells[3].equals(LISTENING) && sockets.contains("socket:[" + cells[9] + "]")) {
          addresses.add(cells[1]);
        }
      }
    }
    return addresses;
  }

  private static boolean isLoopback(String address) {
    return address.equals("0100007F") // 127.0.0.1
        || address.equals("0000000000000000FFFF00000100007F") // the same in IPv6's clothes
        || address.equals("00000000000000000000000001000000"); // ::1
  }
}
