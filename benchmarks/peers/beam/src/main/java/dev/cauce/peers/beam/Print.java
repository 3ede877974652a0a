package dev.cauce.peers.beam;

import org.apache.beam.sdk.transforms.DoFn;

/** Prints lines. */
final class Print extends DoFn<String, Void> {
  private static final long serialVersionUID = 1;

  /** Prints a line. */
  @ProcessElement
  public void process(@Element String line) {
    System.out.println(line);
  }
}
