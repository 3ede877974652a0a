package dev.cauce.io;

import dev.cauce.row.Lines;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.io.UnboundedSource;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** A reader whose {@link #advance} puts the next block, or null, into {@link #current}. */
abstract class BlockReader extends UnboundedSource.UnboundedReader<Lines> {
  /** How long to wait for rows: only if nothing was found the last time, so no row waits for it. */
  static final long IDLE_MILLIS = 10;

  @Nullable Lines current;

  @Override
  public final Lines getCurrent() {
    if (current == null) {
      throw new NoSuchElementException();
    }
    return current;
  }

  @Override
  public final Instant getCurrentTimestamp() {
    return getCurrent().least();
  }
}
