package dev.cauce.peers.spark;

import static org.apache.spark.sql.functions.col;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.KafkaSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Running counts from Kafka to Kafka in update mode. Tuned: {@link Sessions}; no limit of what a
 * micro-batch reads, so that all that waits is read by the first; the state in memory with a log of
 * changes (Spark's default provider), which is faster than RocksDB as long as it fits. Spark
 * commits its state and offsets with every micro-batch: that is the trigger, whatever is asked of
 * checkpoints.
 */
final class RunningCounts {
  private RunningCounts() {}

  static void run(Arguments arguments) throws Exception {
    SparkSession spark = Sessions.open(arguments);
    Dataset<Row> counts =
        lines(spark, arguments)
            .select(Sessions.WORDS)
            .groupBy("word")
            .count()
            .select(col("word").as("key"), col("count").cast("string").as("value"));
    write(counts, arguments, "update");
  }

  /** The column {@code value} as text, of the topic {@code from}. */
  static Dataset<Row> lines(SparkSession spark, Arguments arguments) {
    return spark
        .readStream()
        .format("kafka")
        .options(options(KafkaSettings.consumer(arguments.text("bootstrap"))))
        .option("subscribe", arguments.text("from"))
        .option("startingOffsets", "earliest")
        .load()
        .select(col("value").cast("string"));
  }

  /** Writes the columns {@code key} and {@code value} to the topic {@code to}; does not return. */
  static void write(Dataset<Row> rows, Arguments arguments, String mode) throws Exception {
    rows.writeStream()
        .format("kafka")
        .options(options(KafkaSettings.producer(arguments.text("bootstrap"))))
        .option("topic", arguments.text("to"))
        .option("checkpointLocation", arguments.work() + "/checkpoint")
        .outputMode(mode)
        .trigger(Trigger.ProcessingTime(arguments.triggerMillis()))
        .start()
        .awaitTermination();
  }

  private static Map<String, String> options(Properties client) {
    Map<String, String> options = new HashMap<>();
    client.forEach((key, value) -> options.put("kafka." + key, value.toString()));
    return options;
  }
}
