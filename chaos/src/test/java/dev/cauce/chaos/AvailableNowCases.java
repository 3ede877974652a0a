package dev.cauce.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

import dev.cauce.io.databasetest.TestPostgres;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** B3: runs that take what is there, and end. */
final class AvailableNowCases {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration NOTHING_NEW = Duration.ofSeconds(10);
  private static final int KILLS = 3;

  private AvailableNowCases() {}

  static List<Case> all() {
    return List.of(
        Case.rarely("B3", scene -> runs(scene, false)),
        Case.rarely("B3 alternating", scene -> runs(scene, true)));
  }

  /**
   * Runs over a topic and a directory that grow in between, three of them killed; every second one
   * is always on instead if {@code alternating}.
   */
  private static void runs(Scene scene, boolean alternating) throws Exception {
    Workload workload = Workload.wordsAndFiles(scene);
    workload.pause();
    CountSink sink = CountSink.postgres(TestPostgres.shared(), workload.sqlKey());
    Resumed run = new Resumed(scene, workload, sink);
    int runs = scene.size(4, 10);
    Set<Integer> killed = new HashSet<>();
    while (killed.size() < scene.size(1, KILLS)) {
      killed.add(scene.random().nextInt(runs));
    }
    for (int i = 0; i < runs; i++) {
      workload.send(10);
      if (alternating && i % 2 == 1) {
        alwaysOn(run, workload, sink);
        continue;
      }
      CauceProcess cauce = availableNow(run);
      if (killed.contains(i)) {
        Await.holdsWithin(
            scene.saboteur().between(Duration.ofSeconds(2), Duration.ofSeconds(8)),
            () -> !cauce.isAlive());
        cauce.kill();
      } else {
        cauce.ends(0, LIMIT);
        // All that was there at its start.
        assertThat(cauce.said(), sink.counts().equals(workload.prefixes().counts()), equalTo(true));
      }
    }
    CauceProcess last = availableNow(run);
    last.ends(0, LIMIT);
    run.judge();

    String before = sink.mark();
    long begin = System.nanoTime();
    CauceProcess nothing = availableNow(run);
    nothing.ends(0, LIMIT);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    scene.recovered(took);
    assertThat("written although nothing is new", sink.mark(), equalTo(before));
    assertThat("time of a run without news", took, lessThan(NOTHING_NEW));
  }

  private static CauceProcess availableNow(Resumed run) throws Exception {
    return run.startWith(List.of("--trigger=available-now"));
  }

  private static void alwaysOn(Resumed run, Workload workload, CountSink sink) throws Exception {
    CauceProcess cauce = run.start();
    cauce.await("the whole table", LIMIT, () -> sink.counts().equals(workload.prefixes().counts()));
    cauce.signal("TERM");
    cauce.ends(143, LIMIT);
  }
}
