package dev.cauce.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * T21. Some million distinct keys an hour in windows of a minute: what is gone is gone, from the
 * heap and from the kernel's tables.
 */
final class LongRun {
  private static final int ROWS_PER_SECOND = 500;

  private LongRun() {}

  private record Sample(long heap, int threads, int descriptors) {}

  static void play(Scene scene) throws Exception {
    CauceProcess cauce =
        scene.start(
            "aggregate",
            "--schema=timestamp timestamp, value bigint",
            "--window=1m",
            "--by=value",
            "--agg=count",
            "--mode=append",
            "--from=rate:?rows-per-second=" + ROWS_PER_SECOND,
            "--to=console:?rows=1",
            "--trigger=1s",
            "--checkpoint=" + scene.folder().resolve("checkpoint"),
            "--checkpoint-interval=5s");
    cauce.await(
        "a window that closed", Duration.ofMinutes(3), () -> cauce.out().contains("Batch: 0"));
    List<Sample> samples = new ArrayList<>();
    int minutes = scene.size(2, 15);
    for (int sample = 0; sample < 3 * minutes; sample++) {
      Await.pass(Duration.ofSeconds(20));
      samples.add(new Sample(cauce.liveHeap(), cauce.threads(), cauce.descriptors()));
    }
    assertThat(cauce.said(), cauce.isAlive() ? 1 : 0, greaterThan(0));
    Sample early = mean(samples.subList(samples.size() / 3, 2 * samples.size() / 3));
    Sample late = mean(samples.subList(2 * samples.size() / 3, samples.size()));
    double hours = minutes / 3.0 / 60;
    double slope = (late.heap - early.heap) / hours / (1 << 20);
    scene.note(
        Math.round(slope)
            + " MB of heap an hour at "
            + (late.heap >> 20)
            + " MB, "
            + late.threads
            + " threads, "
            + late.descriptors
            + " descriptors");
    // Windows come and go by the minute, so a slope of a few minutes is rough.
    assertThat("MB of heap an hour", slope, lessThanOrEqualTo(60.0));
    assertThat("threads", late.threads, lessThanOrEqualTo(early.threads + 3));
    assertThat("descriptors", late.descriptors, lessThanOrEqualTo(early.descriptors + 5));
  }

  private static Sample mean(List<Sample> samples) {
    return new Sample(
        (long) samples.stream().mapToLong(Sample::heap).average().orElseThrow(),
        (int) samples.stream().mapToInt(Sample::threads).average().orElseThrow(),
        (int) samples.stream().mapToInt(Sample::descriptors).average().orElseThrow());
  }
}
