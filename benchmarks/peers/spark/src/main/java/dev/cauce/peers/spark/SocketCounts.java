package dev.cauce.peers.spark;

import dev.cauce.peers.common.Arguments;
import org.apache.spark.sql.SparkSession;

/**
 * Running counts of the lines of a socket to the console in complete mode: Spark's own quick
 * example. Tuned: {@link Sessions}, and one partition behind the shuffle, since each costs a task
 * and a file of state per micro-batch; no trigger, so that the next micro-batch begins at once.
 */
final class SocketCounts {
  private SocketCounts() {}

  static void run(Arguments arguments) throws Exception {
    SparkSession spark = Sessions.open(arguments);
    spark.conf().set("spark.sql.shuffle.partitions", 1);
    spark
        .readStream()
        .format("socket")
        .option("host", arguments.text("host"))
        .option("port", arguments.text("port"))
        .load()
        .select(Sessions.WORDS)
        .groupBy("word")
        .count()
        .writeStream()
        .format("console")
        .option("numRows", 1_000_000)
        .option("truncate", false)
        .option("checkpointLocation", arguments.work() + "/checkpoint")
        .outputMode("complete")
        .start()
        .awaitTermination();
  }
}
