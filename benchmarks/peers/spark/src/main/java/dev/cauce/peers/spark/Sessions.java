package dev.cauce.peers.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.split;

import dev.cauce.peers.common.Arguments;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;

/**
 * What all of them run on: local mode, a core a worker, as many partitions behind a shuffle (the
 * default of 200 is for clusters), no web page, no adaptive planning of so few partitions.
 */
final class Sessions {
  /** The words of the column {@code value}. */
  static final Column WORDS = explode(split(col("value"), " ")).as("word");

  private Sessions() {}

  static SparkSession open(Arguments arguments) {
    int workers = arguments.parallelism();
    return SparkSession.builder()
        .master("local[" + workers + "]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", workers)
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.local.dir", arguments.work() + "/local")
        .config("spark.sql.warehouse.dir", arguments.work() + "/warehouse")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate();
  }
}
