package dev.cauce.io;

import dev.cauce.runners.SourceControl;

/**
 * Whether the sources of this JVM still read. Every unbounded reader asks {@link #isClosed} in
 * {@code advance()}; once it is closed the reader hands out what it has already taken, then reports
 * the end of time as its watermark.
 */
public final class Intake implements SourceControl {
  private static volatile boolean closed;

  /** For {@link java.util.ServiceLoader}. */
  public Intake() {}

  /** Whether sources are to end where they are. */
  static boolean isClosed() {
    return closed;
  }

  /** Lets sources read again: for a JVM that runs one pipeline after another. */
  public static void open() {
    closed = false;
  }

  @Override
  public void stopReading() {
    closed = true;
  }
}
