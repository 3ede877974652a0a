package dev.cauce.runners;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/** The configurations for a cluster, as Flink reads them. */
@RunWith(Parameterized.class)
public class ClusterConfigTest {
  /** Their directories, and how they keep state. */
  @Parameters(name = "{0}")
  public static List<Object[]> configurations() {
    return List.of(new Object[] {"heap", "hashmap"}, new Object[] {"rocksdb", "rocksdb"});
  }

  @Parameter(0)
  public String directory = "";

  @Parameter(1)
  public String backend = "";

  @Test
  public void loadConfiguration_asItIs_listensOnLoopbackOnly() {
    Configuration config =
        GlobalConfiguration.loadConfiguration("../runners-config/flink/" + directory);
    Map<String, String> settings = config.toMap();

    for (String address :
        List.of(
            "jobmanager.rpc.address",
            "jobmanager.bind-host",
            "rest.address",
            "rest.bind-address",
            "taskmanager.host",
            "taskmanager.bind-host")) {
      assertThat(address, settings.get(address), is("127.0.0.1"));
    }
    assertThat(settings.get("state.backend.type"), is(backend));
    assertThat(settings.get("restart-strategy.type"), is("exponential-delay"));
    assertThat(settings.get("web.submit.enable"), is("false"));
  }
}
