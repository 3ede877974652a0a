package dev.cauce.io;

import static dev.cauce.io.WordCounts.CODER;
import static dev.cauce.io.WordCounts.SCHEMA;
import static dev.cauce.io.WordCounts.append;
import static dev.cauce.io.WordCounts.complete;
import static dev.cauce.io.WordCounts.removed;
import static dev.cauce.io.WordCounts.replaced;
import static dev.cauce.io.WordCounts.row;
import static dev.cauce.io.WordCounts.update;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.sameInstance;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

public class MemoryIOTest {
  private static final String NAME = "MemoryIOTest";

  @Rule public final transient TestPipeline p = TestPipeline.create();

  private final transient Keys keys = Keys.of(SCHEMA);
  private transient MemoryTable table;

  @Before
  public void fresh() {
    MemoryIO.drop(NAME);
    table = MemoryIO.table(NAME);
  }

  @After
  public void drop() {
    MemoryIO.drop(NAME);
  }

  @Test
  public void write_updatesInAnyOrder_newestRowOfEachKey() {
    p.apply(
            Create.of(update(2, row("a", 5)), update(1, row("a", 1)), update(1, row("b", 1)))
                .withCoder(CODER))
        .apply(MemoryIO.write(NAME));
    p.run().waitUntilFinish();

    assertThat(table.rows(), containsInAnyOrder(row("a", 5), row("b", 1)));
    assertThat(table.schema(), is(SCHEMA));
    assertThat(table.version(), is(2L));
    assertThat(table.batches(), is(3L));
  }

  @Test
  public void table_nothingWritten_empty() {
    assertThat(table.rows(), empty());
    assertThat(table.schema(), nullValue());
    assertThat(table.batches(), is(0L));
    assertThat(MemoryIO.table(NAME), sameInstance(table));
  }

  @Test
  public void apply_append_addsRows() {
    table.apply(append(row("a", 1)), keys);
    table.apply(append(row("a", 1), row("b", 2)), keys);

    assertThat(table.rows(), contains(row("a", 1), row("a", 1), row("b", 2)));
  }

  @Test
  public void apply_updateTwice_noEffect() {
    table.apply(update(3, row("a", 1)), keys);
    table.apply(update(3, row("a", 1)), keys);
    table.apply(update(2, row("a", 0)), keys);

    assertThat(table.rows(), contains(row("a", 1)));
  }

  @Test
  public void apply_updateWithoutKeyColumns_oneRow() {
    Schema total = Schema.builder().addInt64Field("total").build();
    Row one = Row.withSchema(total).addValue(1L).build();
    Row two = Row.withSchema(total).addValue(2L).build();

    table.apply(update(1, one), Keys.of(total));
    table.apply(update(2, two), Keys.of(total));

    assertThat(table.rows(), contains(two));
  }

  @Test
  public void apply_removed_goneUnlessOlder() {
    table.apply(update(2, row("a", 1), row("b", 1), row("c", 1)), keys);
    table.apply(removed(3, "a"), keys);
    table.apply(removed(1, "b"), keys); // came late
    table.apply(replaced(3, List.of(row("c", 0)), row("c", 2)), keys); // removed, then there again

    assertThat(table.rows(), contains(row("b", 1), row("c", 2)));
  }

  @Test
  public void apply_olderRowAfterRemoved_staysAway() {
    table.apply(removed(3, "a"), keys);
    table.apply(update(2, row("a", 1)), keys);
    assertThat(table.rows(), empty());

    table.apply(update(4, row("a", 2)), keys);
    assertThat(table.rows(), contains(row("a", 2)));
  }

  @Test
  public void apply_complete_replacesUnlessOlder() {
    table.apply(complete(2, row("a", 1), row("b", 1)), keys);
    table.apply(complete(3, row("a", 2)), keys);
    table.apply(complete(1, row("z", 9)), keys);

    assertThat(table.rows(), contains(row("a", 2)));
  }

  @Test
  public void rows_laterChange_notSeen() {
    table.apply(append(row("a", 1)), keys);
    List<Row> before = table.rows();
    table.apply(append(row("b", 1)), keys);

    assertThat(before, contains(row("a", 1)));
  }

  @Test
  public void clear_afterRows_startsAnew() {
    table.apply(complete(5, row("a", 1)), keys);
    table.clear();
    assertThat(table.rows(), empty());

    table.apply(complete(1, row("b", 1)), keys);
    assertThat(table.rows(), contains(row("b", 1)));
  }

  @Test
  public void drop_thenTable_anotherOne() {
    MemoryIO.drop(NAME);

    assertThat(MemoryIO.table(NAME), not(sameInstance(table)));
  }

  @Test
  public void await_conditionMetByAnotherThread_true()
      throws InterruptedException, ExecutionException {
    CompletableFuture<Boolean> met =
        CompletableFuture.supplyAsync(() -> await(table, 3, Duration.standardSeconds(30)));
    table.apply(append(row("a", 1)), keys);
    table.apply(append(row("b", 1), row("c", 1)), keys);

    assertThat(met.get(), is(true));
  }

  @Test
  public void await_limitPassed_false() {
    assertThat(await(table, 1, Duration.millis(5)), is(false));
    assertThat(await(table, 1, Duration.ZERO), is(false));
    assertThat(await(table, 0, Duration.ZERO), is(true));
  }

  private static boolean await(MemoryTable table, int rows, Duration limit) {
    try {
      return table.await(present -> present.size() == rows, limit);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
