package dev.cauce.peers.spark;

import dev.cauce.peers.common.Arguments;
import dev.cauce.peers.common.Moments;
import dev.cauce.peers.common.Readings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import scala.Tuple2;
import scala.Tuple4;

/**
 * Alerts of sensors from Kafka to Kafka by flatMapGroupsWithState: the moments of a sensor are read
 * and written once a micro-batch. Spark promises no order within a group, so its readings are
 * sorted by time first. Tuned: {@link Sessions}; the state as a tuple, whose encoder is compiled.
 */
final class ZScores {
  private static final Encoder<Tuple4<Long, Double, Double, Integer>> STATE =
      Encoders.tuple(Encoders.LONG(), Encoders.DOUBLE(), Encoders.DOUBLE(), Encoders.INT());

  private ZScores() {}

  static void run(Arguments arguments) throws Exception {
    SparkSession spark = Sessions.open(arguments);
    Dataset<Tuple2<String, String>> alerts =
        RunningCounts.lines(spark, arguments)
            .as(Encoders.STRING())
            .groupByKey((MapFunction<String, String>) Readings::sensor, Encoders.STRING())
            .flatMapGroupsWithState(
                (FlatMapGroupsWithStateFunction<
                        String,
                        String,
                        Tuple4<Long, Double, Double, Integer>,
                        Tuple2<String, String>>)
                    ZScores::judge,
                OutputMode.Append(),
                STATE,
                Encoders.tuple(Encoders.STRING(), Encoders.STRING()),
                GroupStateTimeout.NoTimeout());
    RunningCounts.write(alerts.toDF("key", "value"), arguments, "append");
  }

  private static Iterator<Tuple2<String, String>> judge(
      String sensor,
      Iterator<String> readings,
      GroupState<Tuple4<Long, Double, Double, Integer>> state) {
    List<String> lines = new ArrayList<>();
    readings.forEachRemaining(lines::add);
    lines.sort(Comparator.comparingLong(ZScores::millis));
    Moments moments = new Moments();
    if (state.exists()) {
      moments.count = state.get()._1();
      moments.mean = state.get()._2();
      moments.squares = state.get()._3();
      moments.cooling = state.get()._4();
    }
    List<Tuple2<String, String>> alerts = new ArrayList<>();
    for (String line : lines) {
      double statistic = moments.judge(Readings.value(line));
      if (!Double.isNaN(statistic)) {
        alerts.add(new Tuple2<>(sensor, Readings.alert(line, statistic)));
      }
    }
    state.update(new Tuple4<>(moments.count, moments.mean, moments.squares, moments.cooling));
    return alerts.iterator();
  }

  private static long millis(String line) {
    int from = line.indexOf(',') + 1;
    return Long.parseLong(line, from, line.indexOf(',', from), 10);
  }
}
