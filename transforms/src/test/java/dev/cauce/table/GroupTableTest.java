package dev.cauce.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public class GroupTableTest {
  private final GroupTable<Object, Long> table = new GroupTable<>(Accumulators.Counts::new);

  private int group(String key) {
    // In the middle of other bytes, and at the very end of them: both are read otherwise.
    byte[] bytes = ("xx" + key + "y".repeat(24)).getBytes(ISO_8859_1);
    int group = table.group(Hash.of(bytes, 2, 2 + key.length()), bytes, 2, 2 + key.length());
    byte[] alone = key.getBytes(ISO_8859_1);
    assertThat(table.find(Hash.of(alone, 0, alone.length), alone, 0, alone.length), is(group));
    return group;
  }

  private String key(int group) {
    return new String(table.key(group).toArray(), ISO_8859_1);
  }

  @Test
  public void keysOfEveryLengthThatDifferInOneByteAreGroupsOfTheirOwn() {
    List<String> keys = new ArrayList<>();
    for (int length = 0; length <= 40; length++) {
      String prefix = "a".repeat(length);
      keys.add(prefix);
      for (int at = 0; at < length; at++) {
        keys.add(prefix.substring(0, at) + '\0' + prefix.substring(at + 1));
        keys.add(prefix.substring(0, at) + '\u00ff' + prefix.substring(at + 1));
      }
    }
    for (int i = 0; i < keys.size(); i++) {
      assertThat(group(keys.get(i)), is(i));
    }
    for (int i = 0; i < keys.size(); i++) {
      assertThat(group(keys.get(i)), is(i));
      assertThat(key(i), equalTo(keys.get(i)));
    }
    assertThat(table.size(), is(41 + 40 * 41)); // sum of 2 * length, and one each
  }

  @Test
  public void aShortKeyLiesInMemoryOnce_andALongOneIsThereBesides() {
    group("a".repeat(24));
    assertThat(table.memory(), is(48L)); // 32 of its head, 16 of places
    group("b".repeat(25));
    assertThat(table.memory(), is(2 * 48L + 25));
    group("c");
    assertThat(table.memory(), is(3 * 48L + 25));
  }

  @Test
  public void whatGroupsTakeWhenWritten_isAsTheyAreOnAverage_withoutForgottenStrangers() {
    group("a".repeat(10));
    group("b".repeat(30));
    assertThat(table.writtenBytes(2), is(56L)); // 40 of keys, 8 a group
    assertThat(table.writtenBytes(1), is(28L));
    table.fix();
    table.group(7, new byte[100], 0, 100);
    assertThat(table.writtenBytes(3), is(164L));
    table.forgetStrangers();
    assertThat(table.writtenBytes(2), is(56L));
    table.clear();
    assertThat(table.writtenBytes(0), is(0L));
  }

  /** Of one hash all of them: only the bytes tell them apart. */
  @Test
  public void keysOfTheSameHashAreGroupsOfTheirOwn() {
    for (int length = 0; length <= 40; length++) {
      byte[] bytes = "b".repeat(length).getBytes(ISO_8859_1);
      assertThat(table.group(7, bytes, 0, length), is(length));
    }
    for (int length = 0; length <= 40; length++) {
      byte[] bytes = "b".repeat(length).getBytes(ISO_8859_1);
      assertThat(table.find(7, bytes, 0, length), is(length));
    }
    byte[] other = ("b".repeat(24) + "c").getBytes(ISO_8859_1);
    assertThat(table.find(7, other, 0, other.length), is(-1));
  }

  @Test
  public void afterManyAndFewGroupsItIsEmptyAndTakesThemAgain() {
    for (int round = 0; round < 12; round++) {
      int many = round == 0 ? 100_000 : 10;
      for (int i = 0; i < many; i++) {
        assertThat(group("key number " + i), is(i));
      }
      assertThat(table.size(), is(many));
      table.clear();
      assertThat(table.size(), is(0));
    }
  }

  /** Beside a key is room for 27 bits of its count. */
  @Test
  public void aCountGoesOnWhereItsPlaceBesideTheKeyEnds() {
    group("a");
    int group = group("b");
    merge(group, (1L << 27) - 2);
    add("b"); // all there is room for
    assertThat(table.value(group), is((1L << 27) - 1));
    add("b");
    assertThat(table.value(group), is(1L << 27));
    add("b");
    assertThat(table.value(group), is((1L << 27) + 1));
    merge(group, 1L << 40);
    assertThat(table.value(group), is((1L << 40) + (1L << 27) + 1));
    assertThat(table.value(group("a")), is(0L));
    assertThat(group("b"), is(group));
  }

  @Test
  public void manyAtOnce_oneOfWhichCountsOn_areAllCounted() {
    merge(group("a"), (1L << 27) - 1);
    byte[] bytes = ("abcab" + " ".repeat(24)).getBytes(ISO_8859_1);
    table.addAll(bytes, new int[] {0, 1, 1, 2, 2, 3, 3, 4, 4, 5}, 5, 0, "");
    assertThat(table.value(group("a")), is((1L << 27) + 1));
    assertThat(table.value(group("b")), is(2L));
    assertThat(table.value(group("c")), is(1L));
  }

  @Test
  public void aLargeCountIsWrittenAndMergedWhole_andNotTheNextGroupsOfItsNumber() {
    merge(group("a"), 3L << 30);
    GroupTable<Object, Long> other = new GroupTable<>(Accumulators.Counts::new);
    other.copy(table, 0);
    assertThat(other.value(0), is(3L << 30));
    table.clear();
    add("x");
    assertThat(table.value(0), is(1L));
  }

  @Test
  public void strangersAreForgotten_theirLongKeysAndCountsWithThem() {
    String known = "known".repeat(6);
    add(known);
    table.fix();
    String stranger = "stranger".repeat(4);
    merge(addStranger(stranger), 1L << 30);
    assertThat(key(1), equalTo(stranger));
    assertThat(table.strangers(), is(1));
    table.forgetStrangers();
    assertThat(table.size(), is(1));
    assertThat(table.memory(), is(48L + 30));
    String next = "another".repeat(4);
    assertThat(addStranger(next), is(1));
    assertThat(key(1), equalTo(next));
    assertThat(table.value(1), is(1L));
    assertThat(key(0), equalTo(known));
    assertThat(table.value(0), is(1L));
  }

  private void add(String key) {
    byte[] bytes = key.getBytes(ISO_8859_1);
    table.add(bytes, 0, bytes.length, 0, "");
  }

  private int addStranger(String key) {
    add(key);
    return table.size() - 1;
  }

  private void merge(int group, long count) {
    Bytes written = new Bytes(10);
    written.writeVarLong(count);
    table.accumulators().merge(group, written.toArray(), 0, written.size());
  }
}
