package dev.cauce.runners;

/** Runs a pipeline. */
public final class Launcher {
  private Launcher() {}
}
