package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

public class ReconnectDelaysTest {
  private final ReconnectDelays delays = new ReconnectDelays(new Random(1));

  private void nextIsIn(long least, long most) {
    long next = delays.next();
    assertThat(next, greaterThanOrEqualTo(least));
    assertThat(next, lessThanOrEqualTo(most));
  }

  @Test
  public void next_againAndAgain_doublesTo30Seconds() {
    for (long most : new long[] {100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600}) {
      nextIsIn(most / 2, most);
    }
    for (int i = 0; i < 100; i++) {
      nextIsIn(15_000, 30_000);
    }
  }

  @Test
  public void reset_afterMany_beginsAgain() {
    for (int i = 0; i < 10; i++) {
      delays.next();
    }
    delays.reset();
    nextIsIn(50, 100);
    nextIsIn(100, 200);
  }

  @Test
  public void next_manyClients_notAllAlike() {
    Set<Long> first = new HashSet<>();
    for (int client = 0; client < 20; client++) {
      first.add(new ReconnectDelays(new Random(client)).next());
    }
    assertThat(first.size(), greaterThan(10));
  }
}
