package dev.cauce.peers.beam;

import dev.cauce.peers.common.Words;
import org.apache.beam.sdk.transforms.DoFn;

/** Lines in, words out. */
final class SplitWords extends DoFn<String, String> {
  private static final long serialVersionUID = 1;

  /** Splits a line. */
  @ProcessElement
  public void process(@Element String line, OutputReceiver<String> words) {
    Words.split(line, words::output);
  }
}
