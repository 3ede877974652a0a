package dev.cauce.anomaly.novelty;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.Test;

public class CellCountsTest {
  private static final int HALF_LIFE = 8192;

  private final CellCounts counts = new CellCounts();

  private static long hash(int cell) {
    return CellCounts.hash(cell);
  }

  @Test
  public void visit_countsTheVisitsBefore_upTo255() {
    for (int i = 0; i < 300; i++) {
      assertThat(counts.visit(hash(1)), equalTo(Math.min(i, 255)));
    }
    assertThat(counts.visit(hash(2)), equalTo(0));
  }

  @Test
  public void visit_ofAThousandCells_isAlmostNeverTooHigh() {
    int tooHigh = 0;
    for (int round = 0; round < 3; round++) {
      for (int cell = 0; cell < 1000; cell++) {
        int found = counts.visit(hash(cell));
        assertThat(round, lessThanOrEqualTo(found));
        tooHigh += found > round ? 1 : 0;
      }
    }

    assertThat(tooHigh, lessThanOrEqualTo(150)); // two probes of 8192: about 4 % share both
  }

  @Test
  public void age_forAHalfLife_halvesEachCounterOnce() {
    for (int i = 0; i < 101; i++) {
      counts.visit(hash(1));
    }
    for (int i = 0; i < HALF_LIFE; i++) {
      counts.age(HALF_LIFE);
    }

    assertThat(counts.visit(hash(1)), equalTo(50));
  }

  @Test
  public void age_overTheHalfLivesOfAStream_forgets() {
    counts.visit(hash(1));
    for (int i = 0; i < 25_000; i++) {
      counts.age(25_000);
    }

    assertThat(counts.visit(hash(1)), equalTo(0));
  }

  @Test
  public void write_ofAnEmptyOne_isShort() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    counts.write(new DataOutputStream(bytes));

    assertThat(bytes.size(), equalTo(4 + 4 + 2 + 64));
  }

  @Test
  public void read_ofFewAndOfManyCounters_isWhatWasWritten() throws IOException {
    for (int cells : new int[] {0, 1, 100, 2000, 8000, 100_000}) {
      CellCounts some = new CellCounts();
      for (int cell = 0; cell < cells; cell++) {
        some.visit(hash(cell));
        some.age(HALF_LIFE);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      some.write(new DataOutputStream(bytes));
      assertThat(bytes.size(), lessThanOrEqualTo(4 + 4 + 2 + 8192));

      CellCounts read = new CellCounts();
      read.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
      for (int cell = 0; cell < 200_000; cell += 7) {
        some.age(HALF_LIFE);
        read.age(HALF_LIFE);
        assertThat(read.visit(hash(cell)), equalTo(some.visit(hash(cell))));
      }
    }
  }
}
