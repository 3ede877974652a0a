package dev.cauce.runners;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a Flink job in this JVM. Beam's result knows none before the job has ended, but
 * Beam registers its counters with Flink, and Flink tells its reporters: this is one. What a
 * subtask had counted when it ended stays in the sum.
 */
final class FlinkFigures implements MetricReporter, Figures {
  /** The setting of the reporter that names the run: the directory of its configuration. */
  static final String RUN = "run";

  private static final String PREFIX = NAMESPACE + ".";
  private static final Map<String, FlinkFigures> RUNS = new ConcurrentHashMap<>();

  private final IdentityHashMap<Metric, String> live = new IdentityHashMap<>();
  private final Map<String, Long> ended = new TreeMap<>();
  private @Nullable String run;

  private FlinkFigures() {}

  /** The figures of the run whose configuration lies in {@code confDir}; empty before it starts. */
  static Figures of(String confDir) {
    return () -> {
      FlinkFigures figures = RUNS.get(confDir);
      return figures == null ? Map.of() : figures.read();
    };
  }

  /** Forgets a run that is over. */
  static void forget(String confDir) {
    RUNS.remove(confDir);
  }

  @Override
  public void open(MetricConfig config) {
    run = config.getString(RUN, "");
    RUNS.put(run, this);
  }

  @Override
  public void close() {
    // The last figures are asked for after Flink has closed: forget() lets go of them.
  }

  @Override
  public synchronized void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    if (name.startsWith(PREFIX)) {
      live.put(metric, name.substring(PREFIX.length()));
    } else if (name.equals(RESTARTS)) {
      live.put(metric, name);
    }
  }

  @Override
  public synchronized void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    String figure = live.remove(metric);
    if (figure != null && metric instanceof Counter counter) {
      ended.merge(figure, counter.getCount(), Long::sum);
    }
  }

  @Override
  public synchronized Map<String, Long> read() {
    Map<String, Long> figures = new TreeMap<>(ended);
    for (Map.Entry<Metric, String> entry : live.entrySet()) {
      if (entry.getKey() instanceof Counter counter) {
        figures.merge(entry.getValue(), counter.getCount(), Long::sum);
      } else if (entry.getKey() instanceof Gauge<?> gauge
          && gauge.getValue() instanceof Long value) {
        figures.merge(entry.getValue(), value, Math::min);
      }
    }
    return figures;
  }

  /** For Flink, which finds it with {@link java.util.ServiceLoader}. */
  public static final class Factory implements MetricReporterFactory {
    /** For {@link java.util.ServiceLoader}. */
    public Factory() {}

    @Override
    public MetricReporter createMetricReporter(Properties properties) {
      return new FlinkFigures();
    }
  }
}
