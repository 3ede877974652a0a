package dev.cauce.io;

import static dev.cauce.io.WordCounts.CODER;
import static dev.cauce.io.WordCounts.append;
import static dev.cauce.io.WordCounts.complete;
import static dev.cauce.io.WordCounts.removed;
import static dev.cauce.io.WordCounts.row;
import static dev.cauce.io.WordCounts.update;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;

import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.Iterator;
import org.junit.Test;

public class WaitingTest {
  private static final TableUpdate FIRST = update(1, row("a", 1), row("b", 2));
  private static final TableUpdate SECOND = update(2, row("c", 3));

  @Test
  public void rowsBeyondTheLimit_waitOnDisk_inOrderAndAsOftenAsAsked() throws Exception {
    Waiting waiting = new Waiting(CODER, 2);
    waiting.add(FIRST);
    waiting.add(SECOND);

    assertThat(waiting.mode(), is(OutputMode.UPDATE));
    assertThat(waiting.updates(), contains(FIRST, SECOND));
    assertThat(waiting.updates(), contains(FIRST, SECOND));
    Iterator<TableUpdate> updates = waiting.updates().iterator();
    assertThat(updates.next(), sameInstance(FIRST));
    assertThat(updates.next(), not(sameInstance(SECOND))); // read again
    waiting.clear();
  }

  @Test
  public void removedOnes_countAsRows() throws Exception {
    TableUpdate removed = removed(2, "a", "b", "c");
    Waiting waiting = new Waiting(CODER, 2);
    waiting.add(removed);

    assertThat(waiting.updates(), contains(removed));
    assertThat(waiting.updates().iterator().next(), not(sameInstance(removed)));
    waiting.clear();
  }

  @Test
  public void snapshots_theLastIsLeft() throws Exception {
    Waiting waiting = new Waiting(CODER, 2);
    waiting.add(complete(1, row("a", 1), row("b", 1), row("c", 1)));
    waiting.add(complete(2, row("a", 2), row("b", 2), row("c", 2)));

    assertThat(waiting.mode(), is(OutputMode.COMPLETE));
    assertThat(waiting.updates(), contains(complete(2, row("a", 2), row("b", 2), row("c", 2))));
  }

  @Test
  public void clear_theNextBatchBeginsInMemory() throws Exception {
    Waiting waiting = new Waiting(CODER, 2);
    waiting.add(append(row("a", 1), row("b", 2), row("c", 3)));
    waiting.clear();

    assertThat(waiting.isEmpty(), is(true));
    waiting.add(SECOND);
    assertThat(waiting.updates().iterator().next(), sameInstance(SECOND));
  }
}
