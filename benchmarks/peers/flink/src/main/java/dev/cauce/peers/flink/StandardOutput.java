package dev.cauce.peers.flink;

import org.apache.flink.streaming.api.functions.sink.SinkFunction;

/** Prints each line, whole. Flink's own print() puts the number of the subtask before it. */
final class StandardOutput implements SinkFunction<String> {
  private static final long serialVersionUID = 1;

  @Override
  public void invoke(String line, Context context) {
    System.out.println(line);
  }
}
