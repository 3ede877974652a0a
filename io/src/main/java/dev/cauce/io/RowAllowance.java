package dev.cauce.io;

import java.util.function.LongSupplier;

/**
 * How many rows may be read now, if it is to be a certain number per second. Rows not read are
 * saved up for a tenth of a second, not longer: after a pause there is no burst.
 */
final class RowAllowance {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double most;
  private final LongSupplier nanos;
  private double saved;
  private long last;

  /**
   * @param perSecond rows per second; {@link Long#MAX_VALUE} for no limit
   * @param nanos a clock that never goes back, in nanoseconds
   */
  RowAllowance(long perSecond, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.most = Math.max(1, perSecond / 10.0);
    this.nanos = nanos;
    this.last = nanos.getAsLong();
  }

  /** The rows that may be read now; none if that is too early. */
  long rows() {
    if (perSecond >= Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    long now = nanos.getAsLong();
    saved = Math.min(most, saved + perSecond * (now - last) / NANOS);
    last = now;
    return (long) saved;
  }

  /** Takes {@code rows} of them. */
  void take(long rows) {
    saved -= rows;
  }
}
