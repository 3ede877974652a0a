package dev.cauce.runners;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.util.NetUtils;
import org.jspecify.annotations.Nullable;

/**
 * Where Flink inside this JVM takes requests. It tells nobody which port it took, so it is given a
 * few that are free to choose from, and found by asking at each for its configuration, in which the
 * directory that it was made of stands.
 */
final class EmbeddedRest {
  /** If somebody takes one between our looking and Flink's, there are others. */
  private static final int CHOICE = 3;

  private static final int MOST = 20;

  private EmbeddedRest() {}

  /** A few free ports of the loopback interface, as Flink's {@code rest.bind-port} takes them. */
  static String freePorts() {
    List<ServerSocket> open = new ArrayList<>();
    try {
      for (int i = 0; i < CHOICE; i++) {
        open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return open.stream()
          .map(socket -> String.valueOf(socket.getLocalPort()))
          .collect(Collectors.joining(","));
    } catch (IOException e) {
      throw new UncheckedIOException("There is no free port on 127.0.0.1 for Flink", e);
    } finally {
      for (ServerSocket socket : open) {
        try {
          socket.close();
        } catch (IOException e) {
          // It was never used.
        }
      }
    }
  }

  /** The Flink inside this JVM that runs with {@code options}; null while it is not up. */
  static @Nullable FlinkRest of(PipelineOptions options) {
    String dir = options.as(FlinkPipelineOptions.class).getFlinkConfDir();
    return dir == null ? null : find(dir);
  }

  /** The Flink that was started with the configuration in {@code confDir}; null if none answers. */
  static @Nullable FlinkRest find(String confDir) {
    String ports = GlobalConfiguration.loadConfiguration(confDir).getString(RestOptions.BIND_PORT);
    Iterator<Integer> candidates = NetUtils.getPortRangeFromString(ports);
    for (int i = 0; i < MOST && candidates.hasNext(); i++) {
      int port = candidates.next();
      if (port == 0) {
        continue; // Any port, which only Flink knows.
      }
      FlinkRest rest = FlinkRest.onLoopback(port);
      try {
        if (confDir.equals(rest.setting(FlinkConf.RUN_KEY))) {
          return rest;
        }
      } catch (IOException e) {
        // Nobody there, or somebody else.
      }
    }
    return null;
  }
}
