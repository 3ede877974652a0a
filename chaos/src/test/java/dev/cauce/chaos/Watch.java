package dev.cauce.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a table all the time: each time it must be a state that some prefix of each partition
 * explains, and not one from before the last look.
 */
final class Watch implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(150);

  private final CountSink sink;
  private final Prefixes prefixes;
  private final Thread thread = new Thread(this::watch, "chaos-watch");
  private final List<String> findings = new ArrayList<>();
  private Prefixes.@Nullable Range last;
  private long looks;
  private long torn;
  private long regressed;
  private volatile boolean closed;

  Watch(CountSink sink, Prefixes prefixes) {
    this.sink = sink;
    this.prefixes = prefixes;
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    while (!closed) {
      try {
        look();
      } catch (Exception cannotBeRead) {
        // The server is down: that is somebody else's case.
      }
      Await.pass(PAUSE);
    }
  }

  /** Looks once; throws if the table cannot be read. */
  synchronized void look() throws Exception {
    Map<String, Long> table;
    try {
      table = sink.counts();
    } catch (AssertionError noTable) { // such as a key that is there twice
      torn++;
      findings.add(String.valueOf(noTable.getMessage()));
      return;
    }
    List<String> why = new ArrayList<>();
    Prefixes.Range range = prefixes.explain(table, why);
    looks++;
    if (range == null) {
      torn++;
      findings.add(why.get(0));
      findings.add(prefixes.behind(table));
      return;
    }
    if (last != null) {
      for (int p = 0; p < last.shortest().length; p++) {
        if (range.longest()[p] < last.shortest()[p]) {
          regressed++;
          findings.add(
              "partition " + p + " at most " + range.longest()[p] + " after " + last.shortest()[p]);
        }
      }
    }
    last = range;
  }

  /** How many rows the table is known to have seen. */
  synchronized long reached() {
    return last == null ? 0 : Arrays.stream(last.shortest()).asLongStream().sum();
  }

  /** What was found, without what is lost or doubled in the end. */
  synchronized Verdict verdict() {
    return new Verdict(0, 0, 0, regressed, torn);
  }

  /** How often it looked, and the first things that it found. */
  synchronized String findings() {
    return looks
        + " looks"
        + (findings.isEmpty() ? "" : ", " + findings.subList(0, Math.min(3, findings.size())));
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
