package dev.cauce.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.cauce.io.databasetest.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** T1, T2, T4, T6, T26, T27, B1, B4: processes that die, sleep, are stopped, or are two. */
final class KillCases {
  private KillCases() {}

  static List<Case> all() {
    return List.of(
        Case.rarely("T1", scene -> killAtRandom(scene, Workload.wordsAndFiles(scene))),
        Case.rarely(
            "T1 rocksdb",
            scene -> killAtRandom(scene, Workload.wordsAndFiles(scene), "--state-backend=rocksdb")),
        Case.always("B1 words", scene -> killAtRandom(scene, Workload.words(scene))),
        Case.rarely("B1 windows", scene -> killAtRandom(scene, Workload.windows(scene))),
        Case.rarely("T1 files", KillCases::killWithFiles),
        Case.rarely("T2", KillCases::killDuringCheckpoint),
        Case.rarely("T4", KillCases::sleepAndWake),
        Case.rarely("T6", KillCases::rescale),
        Case.always("T26", KillCases::stop),
        Case.rarely("T27", KillCases::two));
  }

  private static CountSink database(Workload workload) throws Exception {
    return CountSink.postgres(TestPostgres.shared(), workload.sqlKey());
  }

  private static void killAtRandom(Scene scene, Workload workload, String... options)
      throws Exception {
    killAtRandom(scene, new Resumed(scene, workload, database(workload), options));
  }

  private static void killWithFiles(Scene scene) throws Exception {
    Workload workload = Workload.words(scene);
    killAtRandom(
        scene, new Resumed(scene, workload, CountSink.file(scene.folder().resolve("out"))));
  }

  /**
   * Kills run after run: every second one at a random moment from its start on, wherever it is, the
   * others when they have written.
   */
  private static void killAtRandom(Scene scene, Resumed run) throws Exception {
    CauceProcess cauce = run.start();
    run.awaitProgress(cauce);
    for (int kill = 0; kill < scene.size(3, 20); kill++) {
      if (kill % 2 == 0) {
        scene.recovered(run.awaitProgress(cauce));
        scene.saboteur().kill(cauce, Duration.ZERO, Duration.ofSeconds(scene.size(2, 5)));
      } else {
        scene.saboteur().kill(cauce, Duration.ofSeconds(2), Duration.ofSeconds(scene.size(6, 15)));
      }
      run.watch().look();
      cauce = run.start();
    }
    scene.recovered(run.awaitProgress(cauce));
    run.finish(cauce);
  }

  /** T2. Kills in mid-checkpoint, then damages the newest one as well. */
  private static void killDuringCheckpoint(Scene scene) throws Exception {
    Workload workload = Workload.words(scene);
    Resumed run = new Resumed(scene, workload, database(workload));
    CauceProcess cauce = run.start();
    int incomplete = 0;
    for (int kill = 0; kill < scene.size(2, 6); kill++) {
      run.awaitProgress(cauce);
      long broken = Saboteur.killDuringCheckpoint(cauce, run.checkpoint(), Duration.ofSeconds(30));
      incomplete += broken > 0 ? 1 : 0;
      run.watch().look();
      cauce = run.start();
      CauceProcess resumed = cauce;
      cauce.await(
          "going on", Resumed.LIMIT, () -> resumed.err().contains("Going on from checkpoint"));
      scene.recovered(run.awaitProgress(cauce));
    }
    scene.note(incomplete + " incomplete checkpoints");
    cauce.kill();
    run.judgeWatch();

    // The table may be ahead of an older checkpoint, until it has caught up; from then on it must
    // be as right as ever, over further kills.
    Path newest = Saboteur.newestCheckpoint(run.checkpoint()).orElseThrow();
    Saboteur.truncate(newest.resolve("_metadata"));
    CauceProcess passing = run.start();
    passing.await(
        "going on", Resumed.LIMIT, () -> passing.err().contains("Going on from checkpoint"));
    assertThat(passing.err(), containsString("Passed over"));
    assertThat(passing.err(), containsString(String.valueOf(newest.getFileName())));
    run.catchUp(passing);
    run.watchAnew();
    workload.resume();
    run.awaitProgress(passing);
    scene.saboteur().kill(passing, Duration.ZERO, Duration.ofSeconds(2));
    CauceProcess last = run.start();
    scene.recovered(run.awaitProgress(last));
    run.finish(last);
  }

  /** T4. A run that slept while another followed it writes nothing when it wakes. */
  private static void sleepAndWake(Scene scene) throws Exception {
    Workload workload = Workload.words(scene);
    Resumed run = new Resumed(scene, workload, database(workload));
    CauceProcess old = run.start();
    for (int sleep = 0; sleep < scene.size(1, 2); sleep++) {
      run.awaitProgress(old);
      Await.pass(scene.saboteur().between(Duration.ZERO, Duration.ofSeconds(2)));
      old.signal("STOP");
      long begin = System.nanoTime();
      Await.pass(Duration.ofSeconds(scene.size(16, 30)));
      CauceProcess next = run.start();
      run.awaitProgress(next);
      scene.recovered(Duration.ofNanos(System.nanoTime() - begin).minusSeconds(scene.size(16, 30)));
      old.signal("CONT");
      old.ends(1, Duration.ofSeconds(60));
      run.awaitProgress(next);
      old = next;
    }
    run.finish(old);
  }

  /** T6, B4. One worker, two, one again, killed and stopped in between. */
  private static void rescale(Scene scene) throws Exception {
    Workload workload = Workload.wordsAndFiles(scene);
    Resumed run = new Resumed(scene, workload, database(workload));
    CauceProcess cauce = run.start("--parallelism=1");
    for (int workers : List.of(2, 1, 2, 1)) {
      run.awaitProgress(cauce);
      if (scene.random().nextBoolean()) {
        cauce.kill();
      } else {
        cauce.signal("TERM");
        cauce.ends(143, Duration.ofSeconds(40));
      }
      if (workers == 2) {
        // Into how many parts the state is divided may not change with the workers.
        refused(
            run.start("--", "--maxParallelism=64"), "maximum parallelism was \"32\" and is \"64\"");
        refused(run.start("--", "--maxParallelism=-1"), "with a checkpoint it must be fixed");
      }
      cauce = run.start("--parallelism=" + workers);
      scene.recovered(run.awaitProgress(cauce));
    }
    run.finish(cauce);
  }

  private static void refused(CauceProcess cauce, String why) throws Exception {
    cauce.ends(2, Duration.ofSeconds(60));
    assertThat(cauce.err(), containsString(why));
  }

  /** T26. A stop under load keeps all that was done. */
  private static void stop(Scene scene) throws Exception {
    Workload workload = Workload.windows(scene);
    Resumed run = new Resumed(scene, workload, database(workload));
    CauceProcess cauce = run.start();
    for (int stop = 0; stop < scene.size(1, 5); stop++) {
      run.awaitProgress(cauce);
      Await.pass(scene.saboteur().between(Duration.ZERO, Duration.ofSeconds(3)));
      long begin = System.nanoTime();
      cauce.signal("TERM");
      cauce.ends(143, Duration.ofSeconds(40));
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      assertThat("time to stop", took, lessThanOrEqualTo(Duration.ofSeconds(30)));
      scene.note("stopped in " + took.toMillis() / 1000.0 + " s");
      cauce = run.start();
      scene.recovered(run.awaitProgress(cauce));
    }
    run.finish(cauce);
  }

  /** T27. Who comes second is refused, with the holder's name. */
  private static void two(Scene scene) throws Exception {
    Workload workload = Workload.words(scene);
    Resumed run = new Resumed(scene, workload, database(workload));
    CauceProcess first = run.start();
    run.awaitProgress(first);
    CauceProcess second = run.start();
    second.ends(2, Duration.ofSeconds(60));
    assertThat(second.err(), containsString("in use by process " + first.pid()));
    run.awaitProgress(first);
    // A dead one is followed.
    first.kill();
    CauceProcess third = run.start();
    scene.recovered(run.awaitProgress(third));
    run.finish(third);
  }
}
