package dev.cauce.io;

import dev.cauce.table.TableUpdate;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** {@code memory:NAME}: a table in this JVM. */
public final class MemoryEndpoint implements Endpoint {
  /** For {@link java.util.ServiceLoader}. */
  public MemoryEndpoint() {}

  @Override
  public Set<String> schemes() {
    return Set.of("memory");
  }

  @Override
  public Usage sink() {
    return new Usage(
        "memory:NAME", List.of(), "a table in this process, for tests and for embedding");
  }

  @Override
  public PTransform<PCollection<TableUpdate>, PDone> write(EndpointUri uri) {
    UriOptions options = uri.options();
    if (uri.body().isBlank()) {
      options.problem("the table has no name: write memory:NAME.");
    }
    options.check();
    return MemoryIO.write(uri.body());
  }
}
