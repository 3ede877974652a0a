package dev.cauce.peers.common;

/** One workload done by one peer. */
@FunctionalInterface
public interface Program {
  /** Does it; returns when a bounded one is done, an unbounded one never does. */
  void run(Arguments arguments) throws Exception;
}
