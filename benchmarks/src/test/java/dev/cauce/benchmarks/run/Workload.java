package dev.cauce.benchmarks.run;

import java.io.IOException;
import java.util.List;

/** Work that several contestants can do, and how to judge it. */
interface Workload extends AutoCloseable {
  /** What stands above its table. */
  String title();

  /** Who can do it, the one they are compared with first. */
  List<String> peers();

  /** What a row of its input is called. */
  String row();

  /** How many different keys there are if nobody says. */
  int keys();

  /** Makes the input if it is not there; gives how many rows it has. */
  long prepare(Setting setting) throws IOException;

  /** Runs {@code peer} once and judges what it did. */
  Sample run(String peer, Setting setting, int round) throws IOException, InterruptedException;

  @Override
  default void close() throws IOException {}
}
