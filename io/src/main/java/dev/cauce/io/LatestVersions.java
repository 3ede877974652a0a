package dev.cauce.io;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The versions of the keys written of late, so that an older value that comes after a newer one is
 * not written: some runners work on one bundle after the next at the same time.
 *
 * <p>Forgets a key between 30 and 60 s after it was written last; that bounds the memory: it holds
 * a hash and a number for each key written in that time. Not thread-safe.
 */
final class LatestVersions {
  private static final long GENERATION_MILLIS = 30_000;

  private final LongSupplier clock;
  private Map<Long, Long> young = new HashMap<>();
  private Map<Long, Long> old = new HashMap<>();
  private long turned;

  /**
   * @param clock milliseconds that never go back
   */
  LatestVersions(LongSupplier clock) {
    this.clock = clock;
    this.turned = clock.getAsLong();
  }

  /**
   * Whether {@code version} of the key is at least as new as what was written; it then counts as
   * written.
   *
   * @param hash of the key, 64 good bits: keys that share one are taken for the same key, which
   *     only matters in the rare case that their versions come out of order
   */
  boolean admit(long hash, long version) {
    long now = clock.getAsLong();
    if (now - turned >= GENERATION_MILLIS) {
      old = now - turned >= 2 * GENERATION_MILLIS ? new HashMap<>() : young;
      young = new HashMap<>();
      turned = now;
    }
    Long written = young.get(hash);
    if (written == null) {
      written = old.get(hash);
    }
    if (written != null && written > version) {
      return false;
    }
    young.put(hash, version);
    return true;
  }

  /** A hash of {@code key}: FNV-1a, then mixed. */
  static long hash(byte[] key) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : key) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
    return hash ^ (hash >>> 29);
  }
}
