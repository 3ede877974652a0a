package dev.cauce.io;

import dev.cauce.row.Lines;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/** {@code rate:}: made-up rows. */
public final class RateEndpoint implements Endpoint {
  /** For {@link java.util.ServiceLoader}. */
  public RateEndpoint() {}

  @Override
  public Set<String> schemes() {
    return Set.of("rate");
  }

  @Override
  public Usage source() {
    return new Usage(
        "rate:", List.of("rows-per-second=N"), "made-up rows, for trying out and load; endless");
  }

  @Override
  public @Nullable String availableNow(EndpointUri uri) {
    return null;
  }

  @Override
  public PTransform<PBegin, PCollection<Lines>> read(EndpointUri uri, ReadOptions how) {
    UriOptions options = uri.options();
    long rows = options.number("rows-per-second", 1, 1_000_000_000, 1);
    options.emptyBody();
    if (how.inRows() != null) {
      options.problem("its rows have event times of their own, \"timestamp\": name no other.");
    }
    options.check();
    return RateIO.read().withRowsPerSecond(rows);
  }
}
