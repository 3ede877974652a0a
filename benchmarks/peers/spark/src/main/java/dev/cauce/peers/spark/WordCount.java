package dev.cauce.peers.spark;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.Words;
import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Bounded word count as a DataFrame: split, explode, groupBy, count, which Spark compiles into two
 * stages with a hash aggregate on either side of the shuffle. Tuned: {@link Sessions}; the parallel
 * collector, which costs the least CPU.
 */
final class WordCount {
  private WordCount() {}

  static void run(Arguments arguments) throws IOException {
    try (SparkSession spark = Sessions.open(arguments)) {
      counts(spark, arguments.text("in"))
          .write()
          .option("escape", "\"")
          .option("ignoreLeadingWhiteSpace", false)
          .option("ignoreTrailingWhiteSpace", false)
          .mode("overwrite")
          .csv(arguments.text("out"));
    }
  }

  /** To standard output. */
  static void first(Arguments arguments) throws IOException {
    try (SparkSession spark = Sessions.open(arguments)) {
      for (Row row : counts(spark, arguments.text("in")).collectAsList()) {
        System.out.println(Words.csv(row.getString(0), row.getLong(1)));
      }
    }
  }

  private static Dataset<Row> counts(SparkSession spark, String in) {
    return spark.read().text(in).select(Sessions.WORDS).groupBy("word").count();
  }
}
