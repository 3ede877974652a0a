package dev.cauce.io;

import dev.cauce.row.Lines;
import dev.cauce.table.TableUpdate;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.jspecify.annotations.Nullable;

/** Finds the {@link Endpoint} of a URI's scheme among those on the class path. */
public final class Endpoints {
  private Endpoints() {}

  /** All endpoints there are, by their first scheme. */
  public static List<Endpoint> all() {
    return ServiceLoader.load(Endpoint.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(endpoint -> new TreeSet<>(endpoint.schemes()).first()))
        .toList();
  }

  /** The endpoint that stands for {@code scheme}; null if there is none. */
  public static @Nullable Endpoint find(String scheme) {
    for (Endpoint endpoint : ServiceLoader.load(Endpoint.class)) {
      if (endpoint.schemes().contains(scheme)) {
        return endpoint;
      }
    }
    return null;
  }

  /**
   * The source that {@code uri} names; connects to nothing.
   *
   * @throws InvalidUriException with all that is wrong, an unknown scheme and a sink's included
   */
  public static PTransform<PBegin, PCollection<Lines>> read(EndpointUri uri) {
    return read(uri, ReadOptions.DEFAULT);
  }

  /**
   * The source that {@code uri} names, which sees time as {@code options} say; connects to nothing.
   *
   * @throws InvalidUriException with all that is wrong, an unknown scheme and a sink's included
   */
  public static PTransform<PBegin, PCollection<Lines>> read(EndpointUri uri, ReadOptions options) {
    return require(uri, "source", Endpoint::source).read(uri, options);
  }

  /**
   * The sink that {@code uri} names; connects to nothing.
   *
   * @throws InvalidUriException with all that is wrong, an unknown scheme and a source's included
   */
  public static PTransform<PCollection<TableUpdate>, PDone> write(EndpointUri uri) {
    return require(uri, "sink", Endpoint::sink).write(uri);
  }

  /**
   * Whether the source that {@code uri} names ends by itself; connects to nothing.
   *
   * @throws InvalidUriException if it is no source
   */
  public static boolean isBounded(EndpointUri uri) {
    return isBounded(uri, ReadOptions.DEFAULT);
  }

  /**
   * Whether the source that {@code uri} names ends by itself if it is read with {@code options};
   * connects to nothing.
   *
   * @throws InvalidUriException if it is no source
   */
  public static boolean isBounded(EndpointUri uri, ReadOptions options) {
    return require(uri, "source", Endpoint::source).isBounded(uri, options);
  }

  /**
   * Why a run that takes what is there cannot read the source that {@code uri} names; null if it
   * can. Connects to nothing.
   *
   * @throws InvalidUriException if it is no source
   */
  public static @Nullable String availableNow(EndpointUri uri) {
    return require(uri, "source", Endpoint::source).availableNow(uri);
  }

  private static Endpoint require(
      EndpointUri uri, String role, Function<Endpoint, Endpoint.@Nullable Usage> usage) {
    Endpoint endpoint = find(uri.scheme());
    if (endpoint != null && usage.apply(endpoint) != null) {
      return endpoint;
    }
    TreeSet<String> schemes = new TreeSet<>();
    for (Endpoint other : all()) {
      if (usage.apply(other) != null) {
        schemes.addAll(other.schemes());
      }
    }
    throw new InvalidUriException(
        uri.text(),
        List.of(
            "\""
                + uri.scheme()
                + "\" is not a "
                + role
                + ": use a path or "
                + Choices.or(schemes)
                + "."
                + Choices.hint(uri.scheme(), schemes)));
  }
}
