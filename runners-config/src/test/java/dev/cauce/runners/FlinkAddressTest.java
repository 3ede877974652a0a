package dev.cauce.runners;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import org.junit.Test;

public class FlinkAddressTest {
  @Test
  public void parse_loopback_needsNothingMore() {
    assertThat(
        FlinkAddress.parse("flink://localhost:8081"),
        is(new FlinkAddress("localhost", 8081, false)));
    assertThat(
        FlinkAddress.parse("flink://127.0.0.1:6123/").rest().toString(),
        is("http://127.0.0.1:6123"));
    assertThat(FlinkAddress.parse("flink://[::1]:8081").hostAndPort(), is("[::1]:8081"));
  }

  @Test
  public void parse_otherHost_onlyIfSaidToBeInsecure() {
    assertThat(
        FlinkAddress.parse("flink://jobs.example:8081?insecure=true"),
        is(new FlinkAddress("jobs.example", 8081, true)));
    assertThat(
        problem("flink://jobs.example:8081"),
        is(
            "\"flink://jobs.example:8081\" is not usable: Flink's REST port is neither encrypted nor"
                + " protected by a password: say ?insecure=true if the network to jobs.example is"
                + " to be trusted, or open a tunnel (ssh -L 8081:localhost:8081 jobs.example) and"
                + " write flink://localhost:8081."));
  }

  @Test
  public void parse_nameThatLooksLikeLoopback_isNot() {
    assertThat(
        problem("flink://127.0.0.1.example:8081").contains("neither encrypted nor protected"),
        is(true));
  }

  @Test
  public void parse_https_isRefusedWithTheReason() {
    assertThat(
        problem("flink+https://jobs.example:8081"),
        is(
            "\"flink+https://jobs.example:8081\" is not usable: HTTPS to a cluster needs Flink's own"
                + " key stores, which Cauce cannot set up: open a tunnel to its REST port (ssh -L"
                + " 8081:localhost:8081 HOST) and write flink://localhost:8081."));
  }

  @Test
  public void parse_severalProblems_allAreSaid() {
    assertThat(
        problem("flink://localhost?secure=true"),
        is(
            "\"flink://localhost?secure=true\" is not usable: the port is missing, 8081 as Flink"
                + " comes; the only option is insecure=true, not secure=true."));
    assertThat(
        problem("flink://localhost:70000"),
        is("\"flink://localhost:70000\" is not usable: a port is from 1 to 65535, not 70000."));
    assertThat(
        problem("flink:localhost"),
        is(
            "\"flink:localhost\" is not usable: write flink://HOST:PORT, where the cluster's REST"
                + " port is."));
  }

  private static String problem(String text) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> FlinkAddress.parse(text)).getMessage());
  }
}
