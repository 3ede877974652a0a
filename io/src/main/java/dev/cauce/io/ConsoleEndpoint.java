package dev.cauce.io;

import dev.cauce.row.Lines;
import dev.cauce.table.TableUpdate;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.jspecify.annotations.Nullable;

/** {@code console:} or {@code -}: standard input and standard output. */
public final class ConsoleEndpoint implements Endpoint {
  private static final int MOST_ROWS = 1_000_000;

  /** For {@link java.util.ServiceLoader}. */
  public ConsoleEndpoint() {}

  @Override
  public Set<String> schemes() {
    return Set.of("console");
  }

  @Override
  public Usage source() {
    return new Usage("console: or -", List.of(), "lines of standard input, to its end");
  }

  @Override
  public Usage sink() {
    return new Usage(
        "console: or -",
        List.of("rows=20", "truncate=false", "format=table|json|csv"),
        "standard output, as Spark's console prints it, or JSON lines or CSV for other programs");
  }

  @Override
  public @Nullable String availableNow(EndpointUri uri) {
    return null;
  }

  @Override
  public PTransform<PBegin, PCollection<Lines>> read(EndpointUri uri, ReadOptions how) {
    UriOptions options = uri.options();
    options.emptyBody();
    options.check();
    return StandardIO.read().with(how);
  }

  @Override
  public PTransform<PCollection<TableUpdate>, PDone> write(EndpointUri uri) {
    UriOptions options = uri.options();
    int rows = (int) options.number("rows", 1, MOST_ROWS, 20);
    boolean truncate = options.flag("truncate", true);
    ConsoleIO.Format format = options.oneOf("format", ConsoleIO.Format.TABLE);
    options.emptyBody();
    options.check();
    return ConsoleIO.write().withRows(rows).withTruncate(truncate).withFormat(format);
  }
}
