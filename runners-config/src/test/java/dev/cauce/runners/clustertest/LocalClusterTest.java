package dev.cauce.runners.clustertest;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import org.junit.Test;

public class LocalClusterTest {
  @Test
  public void killTaskManager_another_takesItsPlace() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(1)) {
      assertThat(cluster.rest().jobs(), is(empty()));

      cluster.killTaskManager(0);
      cluster.awaitTaskManagers(0);
      int number = cluster.startTaskManager();
      cluster.awaitTaskManagers(1);

      assertThat(number, is(1));
    }
  }
}
