package dev.cauce.runners;

import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.GaugeResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;

/**
 * What a run has counted so far: the counters and gauges of the namespace {@value #NAMESPACE},
 * summed over steps and threads. A name that nobody has counted yet is missing.
 */
interface Figures {
  String NAMESPACE = "cauce";
  String INPUT_ROWS = "numInputRows";
  String OUTPUT_ROWS = "numOutputRows";
  String BATCHES = "batches";
  String STATE_ROWS = "numRowsTotal";
  String UPDATED_ROWS = "numRowsUpdated";
  String REMOVED_ROWS = "numRowsRemoved";
  String DROPPED_ROWS = "numRowsDroppedByWatermark";

  /** How often Flink went back to its last checkpoint; Flink's figure, not a step's. */
  String RESTARTS = "numRestarts";

  String DEAD_LETTERS = "numDeadLetters";

  /** Lines that were longer than a source keeps, and so are no rows. */
  String OVERSIZED_LINES = "numOversizedLines";

  /**
   * A gauge, not a counter: the start of the oldest window that is open, in milliseconds since
   * 1970, the least of all that report; beyond the year 9999 if there is none.
   */
  String OLDEST_OPEN_WINDOW = "oldestOpenWindow";

  /** The figures by name, at this moment. */
  Map<String, Long> read();

  /** The figures of a runner whose result has them while it runs. */
  static Figures of(PipelineResult result) {
    MetricsFilter ours =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace(NAMESPACE)).build();
    return () -> {
      MetricQueryResults metrics = result.metrics().queryMetrics(ours);
      Map<String, Long> figures = new TreeMap<>();
      for (MetricResult<Long> counter : metrics.getCounters()) {
        figures.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
      }
      for (MetricResult<GaugeResult> gauge : metrics.getGauges()) {
        figures.merge(gauge.getName().getName(), gauge.getAttempted().getValue(), Math::min);
      }
      return figures;
    };
  }
}
