package dev.cauce.runners;

import java.io.IOException;

/**
 * Keeps a run from writing that another one has followed on its checkpoint directory. A sink asks
 * just before it does what cannot be undone. What is asked for between two signs of life costs
 * nothing.
 */
public final class Fence {
  private Fence() {}

  /**
   * Does nothing if the run in this JVM still has its lease, or works without one (without a
   * checkpoint directory, or on a cluster, where Flink sees to it that a job runs once).
   *
   * @throws IOException if another run has followed this one; its message is for the user
   */
  public static void check() throws IOException {
    Heartbeat heartbeat = Heartbeat.present();
    if (heartbeat != null) {
      heartbeat.check();
    }
  }
}
