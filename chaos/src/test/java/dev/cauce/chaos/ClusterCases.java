package dev.cauce.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.cauce.io.databasetest.TestPostgres;
import dev.cauce.runners.clustertest.LocalCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** T3, B2, B3, B4: a cluster of processes. */
final class ClusterCases {
  private static final Duration BACK = Duration.ofSeconds(30);

  /** To send a job to a cluster takes minutes if the machine has other things to do. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private ClusterCases() {}

  static List<Case> all() {
    return List.of(
        Case.rarely("T3", ClusterCases::killTaskManagers),
        Case.rarely("B4 move", ClusterCases::move),
        Case.rarely("B3 cluster", ClusterCases::availableNow));
  }

  /** T3, B2. One TaskManager of two is killed, again and again; a new one takes its place. */
  private static void killTaskManagers(Scene scene) throws Exception {
    LocalCluster cluster = LocalCluster.start(2);
    scene.keep(cluster);
    Workload workload = Workload.words(scene);
    Resumed run = database(scene, workload);
    CauceProcess cauce = run.start("--runner=" + cluster.runner(), "--parallelism=2");
    run.awaitProgress(cauce);
    Duration longest = Duration.ZERO;
    List<Integer> live = new ArrayList<>(List.of(0, 1));
    for (int kill = 0; kill < scene.size(2, 5); kill++) {
      run.awaitProgress(cauce);
      run.awaitProgress(cauce); // two checkpoints at least
      long begin = System.nanoTime();
      cluster.killTaskManager(live.remove(scene.random().nextInt(live.size())));
      live.add(cluster.startTaskManager());
      run.awaitProgress(cauce);
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      scene.recovered(took);
      longest = took.compareTo(longest) > 0 ? took : longest;
    }
    run.finish(cauce);
    assertThat("the longest time until it ran again", longest, lessThanOrEqualTo(BACK));
  }

  /** B4. A job goes from embedded Flink to a cluster and back. */
  private static void move(Scene scene) throws Exception {
    LocalCluster cluster = LocalCluster.start(2);
    scene.keep(cluster);
    Workload workload = Workload.words(scene);
    Resumed run = database(scene, workload);
    CauceProcess cauce = run.start("--runner=flink");
    for (String runner : List.of(cluster.runner(), "flink")) {
      run.awaitProgress(cauce);
      cauce.signal("TERM");
      cauce.ends(143, Duration.ofSeconds(40));
      cauce = run.start("--runner=" + runner, "--parallelism=2");
      scene.recovered(run.awaitProgress(cauce));
    }
    run.finish(cauce);
  }

  /** B3. Runs that take what is there on a cluster, every third one in this machine's Flink. */
  private static void availableNow(Scene scene) throws Exception {
    LocalCluster cluster = LocalCluster.start(1);
    scene.keep(cluster);
    Workload workload = Workload.words(scene);
    workload.pause();
    Resumed run = database(scene, workload);
    for (int i = 0; i < scene.size(3, 6); i++) {
      workload.send(10);
      String runner = i % 3 == 2 ? "flink" : cluster.runner();
      CauceProcess cauce = run.startWith(List.of("--trigger=available-now", "--runner=" + runner));
      cauce.ends(0, LONGEST);
      scene.judge(run.table());
    }
    run.judge();
  }

  private static Resumed database(Scene scene, Workload workload) throws Exception {
    return new Resumed(
            scene,
            workload,
            // The environment of this process is not that of the workers.
            CountSink.postgres(
                TestPostgres.shared(),
                workload.sqlKey(),
                scene.folder().resolve("database.properties")))
        .shared();
  }
}
