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

/**
 * Makes a source or a sink of a URI. Found with {@link java.util.ServiceLoader}; {@link Endpoints}
 * finds the one for a scheme.
 *
 * <p>Making one checks the whole URI and nothing outside but the local files it names: nothing is
 * opened and nobody is connected to. Only applying what was made may ask a server whether it is
 * there.
 */
public interface Endpoint {
  /** The schemes it stands for, in lower case, such as {@code socket}. */
  Set<String> schemes();

  /** How it is written as a source; null if it is none. */
  default @Nullable Usage source() {
    return null;
  }

  /** How it is written as a sink; null if it is none. */
  default @Nullable Usage sink() {
    return null;
  }

  /**
   * Whether the source that {@code uri} names ends by itself, as far as Beam knows it: what {@link
   * PCollection#isBounded} will say. Called only if {@link #read} made one.
   *
   * @param options those that it is read with
   */
  default boolean isBounded(EndpointUri uri, ReadOptions options) {
    return false;
  }

  /**
   * Why a run that takes what is there ({@link ReadOptions#availableNow}) cannot read the source
   * that {@code uri} names; null if it can. A source that can tells by {@link
   * dev.cauce.runners.SourcesAtEnd} when it has handed out what was there. Called only if {@link
   * #source} is not null; {@code uri} may be wrong.
   */
  default @Nullable String availableNow(EndpointUri uri) {
    return "it does not tell when it has given all that is there: leave it running instead, with"
        + " --trigger 1s.";
  }

  /**
   * The source that {@code uri} names. Called only if {@link #source} is not null.
   *
   * @param options how it is to see time, and whether to take what is there
   * @throws InvalidUriException with all that is wrong
   */
  default PTransform<PBegin, PCollection<Lines>> read(EndpointUri uri, ReadOptions options) {
    throw new UnsupportedOperationException(uri.scheme() + " is no source");
  }

  /**
   * The sink that {@code uri} names. Called only if {@link #sink} is not null.
   *
   * @throws InvalidUriException with all that is wrong
   */
  default PTransform<PCollection<TableUpdate>, PDone> write(EndpointUri uri) {
    throw new UnsupportedOperationException(uri.scheme() + " is no sink");
  }

  /**
   * How a URI is written, for the list of what there is.
   *
   * @param form the URI without options, such as {@code socket://HOST:PORT}
   * @param options the options with an example value each, such as {@code watch=1s}
   * @param summary what it gives or takes, one line
   */
  record Usage(String form, List<String> options, String summary) {
    /** The options are copied. */
    public Usage {
      options = List.copyOf(options);
    }
  }
}
