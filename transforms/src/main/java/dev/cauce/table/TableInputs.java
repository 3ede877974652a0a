package dev.cauce.table;

import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;

/** What a step that keeps a table needs to know and to do, in whichever package it is. */
public final class TableInputs {
  private static final int TICKS = 20;

  private TableInputs() {}

  /** {@code input} in the global window, without a trigger: a step only if it is not there yet. */
  public static <T> PCollection<T> inGlobalWindow(PCollection<T> input) {
    // A step less: the runners pay for each, at the start above all.
    return input.getWindowingStrategy().equals(WindowingStrategy.globalDefault())
        ? input
        : input.apply(
            "InGlobalWindow",
            Window.<T>into(new GlobalWindows())
                .triggering(DefaultTrigger.of())
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes());
  }

  /** Whether the run of {@code input} makes checkpoints, see {@link CheckpointOptions}. */
  public static boolean isCheckpointed(PCollection<?> input) {
    return input.getPipeline().getOptions().as(CheckpointOptions.class).isCheckpointed();
  }

  /**
   * The first version of updates of an attempt that starts at {@code millis}: higher than all those
   * of attempts that started earlier, by a clock that does not run back. An attempt has a million
   * ticks before it borrows the next millisecond.
   */
  public static long firstVersion(long millis) {
    return millis << TICKS;
  }
}
