package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class SortedRowsTest {
  private static final Schema SCHEMA =
      Schema.of(
          TableUpdate.keyColumn(Schema.Field.nullable("word", Schema.FieldType.STRING)),
          TableUpdate.keyColumn(Schema.Field.of("number", Schema.FieldType.INT64)),
          Schema.Field.of("count", Schema.FieldType.INT64));

  private static Row row(@Nullable String word, long number, long count) {
    return Row.withSchema(SCHEMA).addValues(word, number, count).build();
  }

  private static List<Row> sorted(Schema schema, List<Row> rows) throws IOException {
    SortedRows sorted = new SortedRows(schema);
    for (Row row : rows) {
      sorted.add(row);
    }
    List<Row> given = new ArrayList<>();
    sorted.forEach(given::add);
    return given;
  }

  @Test
  public void forEach_rowsOfAllSizes_inTheOrderOfTheirKeys() throws IOException {
    String chunk = "c".repeat((1 << 20) + 1);
    assertThat(
        sorted(
            SCHEMA,
            List.of(
                row(chunk, 2, 1),
                row("b", 1, 2),
                row(chunk, 1, 3),
                row("beginning alike, b", 1, 4),
                row("beginning alike, a", 1, 5),
                row(null, 1, 6))),
        contains(
            row(null, 1, 6),
            row("b", 1, 2),
            row("beginning alike, a", 1, 5),
            row("beginning alike, b", 1, 4),
            row(chunk, 1, 3),
            row(chunk, 2, 1)));
  }

  @Test
  public void forEach_noRows_givesNone() throws IOException {
    assertThat(sorted(SCHEMA, List.of()), empty());
  }

  @Test
  public void forEach_withoutKeys_asTheyCame() throws IOException {
    Schema schema = Schema.builder().addInt64Field("count").build();
    Row two = Row.withSchema(schema).addValue(2L).build();
    Row one = Row.withSchema(schema).addValue(1L).build();
    assertThat(sorted(schema, List.of(two, one)), contains(two, one));
  }

  /** Enough for several chunks; many of them begin alike. */
  @Test
  public void forEach_randomRows_asIfSortedAsObjects() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      String word = "x".repeat(random.nextInt(60)) + Integer.toString(random.nextInt(5_000), 36);
      rows.add(row(random.nextInt(50) == 0 ? null : word, random.nextInt(3), i));
    }
    List<Row> expected = new ArrayList<>(rows);
    expected.sort(
        (a, b) -> {
          String left = a.getString("word");
          String right = b.getString("word");
          int order =
              left == null || right == null
                  ? Boolean.compare(left != null, right != null)
                  : left.compareTo(right);
          return order != 0 ? order : a.<Long>getValue(1).compareTo(b.<Long>getValue(1));
        });
    assertThat("seed " + seed, sorted(SCHEMA, rows), equalTo(expected));
  }
}
