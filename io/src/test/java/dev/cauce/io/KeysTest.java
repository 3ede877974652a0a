package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class KeysTest {
  private static final Schema TEXTS = schema(Schema.FieldType.STRING);
  private static final Schema NUMBERS = schema(Schema.FieldType.INT64);

  private static Schema schema(Schema.FieldType first) {
    return Schema.of(
        TableUpdate.keyColumn(Schema.Field.nullable("first", first)),
        TableUpdate.keyColumn(Schema.Field.of("second", Schema.FieldType.INT64)),
        Schema.Field.of("count", Schema.FieldType.INT64));
  }

  @Test
  public void sort_texts_nullsFirstThenByUnitsThenByTheSecondColumn() {
    assertSorted(
        TEXTS,
        Arrays.asList(
            null,
            "",
            "\0",
            "Z",
            "a",
            "a\0",
            "ab",
            "abcd",
            "abcd\0",
            "abcde",
            "abce",
            "z",
            "zzzzz",
            "ä",
            "日本",
            "\ud83d\ude00",
            "\uffff"));
  }

  @Test
  public void sort_numbers_nullsFirstThenByValueThenByTheSecondColumn() {
    assertSorted(
        NUMBERS, Arrays.asList(null, Long.MIN_VALUE, -2L, -1L, 0L, 1L, 2L, Long.MAX_VALUE));
  }

  private static void assertSorted(Schema schema, List<? extends @Nullable Object> inOrder) {
    List<Row> expected = new ArrayList<>();
    for (Object first : inOrder) {
      for (long second : new long[] {-1, 0, 1}) {
        expected.add(Row.withSchema(schema).addValues(first, second, 7L).build());
      }
    }
    long seed = System.nanoTime();
    List<Row> rows = new ArrayList<>(expected);
    Collections.shuffle(rows, new Random(seed));

    Keys.of(schema).sort(rows);

    assertThat("seed " + seed, rows, is(expected));
  }

  @Test
  public void sort_manyTexts_asTextsThemselvesAreSorted() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder("a".repeat(random.nextInt(10)));
      for (int c = random.nextInt(6); c > 0; c--) {
        text.append("ab\u00fe\u00ff\u0100\u4e00".charAt(random.nextInt(6)));
      }
      texts.add(text.toString());
      rows.add(Row.withSchema(TEXTS).addValues(text.toString(), 1L, (long) i).build());
    }
    Collections.sort(texts);

    Keys.of(TEXTS).sort(rows);

    assertThat("seed " + seed, rows.stream().map(row -> row.getString(0)).toList(), is(texts));
    for (int i = 1; i < rows.size(); i++) {
      Row before = rows.get(i - 1);
      Row row = rows.get(i);
      if (texts.get(i).equals(texts.get(i - 1))) { // the same key: as they came
        assertThat("seed " + seed, before.<Long>getValue(2) < row.<Long>getValue(2), is(true));
      }
    }
  }

  @Test
  public void sort_withoutKeyColumns_staysAsItCame() {
    Schema schema = Schema.of(Schema.Field.of("count", Schema.FieldType.INT64));
    List<Row> rows = new ArrayList<>();
    for (long count : new long[] {3, 1, 2}) {
      rows.add(Row.withSchema(schema).addValues(count).build());
    }
    List<Row> before = List.copyOf(rows);

    Keys.of(schema).sort(rows);

    assertThat(rows, is(before));
  }
}
