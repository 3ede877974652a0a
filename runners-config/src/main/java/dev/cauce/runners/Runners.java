package dev.cauce.runners;

/** Makes options. */
public final class Runners {
  private Runners() {}
}
