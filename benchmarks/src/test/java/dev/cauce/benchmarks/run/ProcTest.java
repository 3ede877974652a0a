package dev.cauce.benchmarks.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import org.junit.Test;

public final class ProcTest {
  @Test
  public void ticksOfChildren_nameWithSpacesAndParentheses_fields16And17() {
    String stat =
        "4711 (a ) b (c) S 1 4711 4711 0 -1 4194560 3029 90210 0 5 12 34 567 89 20 0 17 0 8123 99"
            + " 1";
    assertThat(Proc.ticksOfChildren(stat), equalTo(567L + 89L));
  }

  @Test
  public void highWaterKb_status_thatOfItsLine() {
    String status = "Name:\tjava\nVmPeak:\t 9000000 kB\nVmHWM:\t  615432 kB\nVmRSS:\t  600000 kB\n";
    assertThat(Proc.highWaterKb(status), equalTo(615_432L));
  }

  @Test
  public void highWaterKb_zombie_nothing() {
    assertThat(Proc.highWaterKb("Name:\tjava\nState:\tZ (zombie)\n"), equalTo(0L));
  }
}
