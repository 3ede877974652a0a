package dev.cauce.io.kafkatest;

import kafka.Kafka;
import kafka.tools.StorageTool;

/** The main class of the broker's JVM: formats its directory, then serves. */
final class BrokerMain {
  private BrokerMain() {}

  /**
   * @param args the broker's properties, the id of its cluster
   */
  public static void main(String[] args) {
    // Both in one JVM, which saves the start of another one.
    int code =
        StorageTool.execute(
            new String[] {"format", "--ignore-formatted", "-t", args[1], "-c", args[0]},
            System.out);
    if (code != 0) {
      System.exit(code);
    }
    Kafka.main(new String[] {args[0]});
  }
}
