package dev.cauce.io;

import dev.cauce.row.Lines;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/** {@code socket://HOST:PORT}: lines from a listening peer. */
public final class SocketEndpoint implements Endpoint {
  /** For {@link java.util.ServiceLoader}. */
  public SocketEndpoint() {}

  @Override
  public Set<String> schemes() {
    return Set.of("socket");
  }

  @Override
  public Usage source() {
    return new Usage(
        "socket://HOST:PORT",
        List.of("end-on-close=true"),
        "lines of a peer that listens; connects again when it goes away");
  }

  @Override
  public @Nullable String availableNow(EndpointUri uri) {
    return "true".equals(uri.parameters().get("end-on-close"))
        ? null
        : "a socket has no end, and what is sent while nobody is connected is lost: leave it running"
            + " instead, with --trigger 1s, or say end-on-close=true if the peer ends it.";
  }

  @Override
  public PTransform<PBegin, PCollection<Lines>> read(EndpointUri uri, ReadOptions how) {
    UriOptions options = uri.options();
    boolean ending = options.flag("end-on-close", false);
    HostPort peer = options.body(HostPort::parse, HostPort.NONE);
    options.check();
    SocketIO.Read read = SocketIO.read(peer.host(), peer.port()).with(how);
    return ending ? read.endingOnClose() : read;
  }
}
