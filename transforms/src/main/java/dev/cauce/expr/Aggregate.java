package dev.cauce.expr;

/** Stub. */
public final class Aggregate {
  private Aggregate() {}

  static boolean isAggregate(String n) {
    return false;
  }
}
