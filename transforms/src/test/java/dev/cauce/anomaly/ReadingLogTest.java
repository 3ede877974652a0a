package dev.cauce.anomaly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayContaining;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.Test;

/** The blocks that a {@link ReadingLog} writes, as {@link Runs} reads them. */
public class ReadingLogTest {
  private final ReadingLog log = new ReadingLog();

  private void add(String series, long micros, double... values) {
    byte[] name = ("<" + series + ">").getBytes(UTF_8);
    log.add(name, 1, name.length - 1, micros, values);
  }

  /** Each series with its readings in order, as {@code time:value,value}. */
  private static Map<String, List<String>> read(List<byte[]> blocks) {
    Map<String, List<String>> read = new TreeMap<>();
    Runs runs = Runs.of(blocks);
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      List<String> readings = new ArrayList<>();
      double[] values = new double[run.width()];
      for (int j = 0; j < run.size(); j++) {
        run.values(j, values);
        readings.add(text(run.micros(j), values));
      }
      assertThat(read.put(new String(run.series(), UTF_8), readings), nullValue());
    }
    return read;
  }

  private static String text(long micros, double[] values) {
    StringBuilder text = new StringBuilder(micros + ":");
    for (double value : values) {
      text.append(value).append(',');
    }
    return text.toString();
  }

  @Test
  public void readingsOfSeriesThatTakeTurnsLieTogetherInTheOrderInWhichTheyCame() {
    add("a", 5, 1.5);
    add("b", -3, 2.5, -0.0);
    add("a", 4, Double.MIN_VALUE);
    add("", 9, 3);
    add("b", 7, 1e300, 4);

    byte[] block = log.write(1)[0];

    assertThat(Runs.size(block), is(5));
    assertThat(Runs.least(block), is(-3L));
    assertThat(
        read(List.of(block)),
        equalTo(
            Map.of(
                "", List.of("9:3.0,"),
                "a", List.of("5:1.5,", "4:4.9E-324,"),
                "b", List.of("-3:2.5,-0.0,", "7:1.0E300,4.0,"))));
  }

  @Test
  public void readingsInManyShardsAndBundlesComeOutAsTheyWentIn() {
    long seed = System.nanoTime();
    System.out.println("ReadingLogTest seed " + seed);
    Random random = new Random(seed);
    List<List<byte[]>> blocks = new ArrayList<>(List.of(new ArrayList<>(), new ArrayList<>()));
    blocks.add(new ArrayList<>());
    Map<String, List<String>> expected = new TreeMap<>();
    for (int bundle = 0; bundle < 20; bundle++) {
      int many = bundle % 5 == 0 ? 20_000 : 30;
      for (int i = 0; i < many; i++) {
        int number = random.nextInt(3) == 0 ? random.nextInt(500) : i % 500;
        double[] values = random.doubles(1 + number % 3).toArray();
        long micros = random.nextLong();
        add("series " + number, micros, values);
        expected
            .computeIfAbsent("series " + number, k -> new ArrayList<>())
            .add(text(micros, values));
      }
      byte[][] written = log.write(3);
      for (int shard = 0; shard < 3; shard++) {
        if (written[shard] != null) {
          blocks.get(shard).add(written[shard]);
        }
      }
      log.clear();
      assertThat(log.isEmpty(), is(true));
    }

    Map<String, List<String>> all = new TreeMap<>();
    blocks.forEach(shard -> all.putAll(read(shard)));

    assertThat(all, equalTo(expected));
  }

  @Test
  public void runsAreSortedByTimeAndThoseOfOneTimeStayAsTheyWere() {
    add("a", 5, 1);
    add("b", 1, 2);
    add("a", 3, 3);
    add("a", 5, 4);
    add("a", 2, 5);
    Runs runs = Runs.of(List.of(log.write(1)[0]));

    Run run = runs.get(0);
    run.sort();

    double[] values = new double[run.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = run.value(i);
    }
    assertThat(values, is(new double[] {5, 3, 1, 4}));
    assertThat(run.until(1), is(0));
    assertThat(run.until(3), is(2));
    assertThat(run.until(4), is(2));
    assertThat(run.until(9), is(4));
    assertThat(runs.get(1).value(0), is(2.0));
  }

  @Test
  public void partOfARunIsWrittenAgain() {
    add("a", 1, 1);
    add("a", 2, 2);
    add("a", 3, 3);
    Run run = Runs.of(List.of(log.write(1)[0])).get(0);
    ReadingLog rest = new ReadingLog();

    rest.add(run, 3, 3);
    assertThat(rest.isEmpty(), is(true));
    rest.add(run, 1, 3);

    assertThat(rest.size(), is(2));
    assertThat(Runs.least(rest.write(1)[0]), is(2L));
    assertThat(read(List.of(rest.write(1))), equalTo(Map.of("a", List.of("2:2.0,", "3:3.0,"))));
  }

  @Test
  public void medianPartsTheReadingsIntoHalves() {
    for (int i = 0; i < 50_000; i++) {
      add("series " + i % 7, 1_000 + i, 0);
    }

    long median = Runs.of(List.of(log.write(1)[0])).median();

    assertThat(Math.abs(median - 26_000) < 1_000, is(true));
  }

  @Test
  public void shardWithoutReadingsHasNoBlock() {
    add("a", 1, 1);

    byte[][] blocks = log.write(2);

    assertThat(blocks[0] == null ? blocks[1] : blocks[0], notNullValue());
    assertThat(
        new byte[][] {blocks[0] == null ? blocks[0] : blocks[1]}, arrayContaining(nullValue()));
  }

  @Test
  public void readingWithAnotherNumberOfValuesIsRefused() {
    add("a", 1, 1);

    Throwable thrown = assertThrows(IllegalArgumentException.class, () -> add("a", 2, 1, 2));

    assertThat(
        thrown.getMessage(), is("A reading of the series \"a\" has 2 values, others have 1."));
  }
}
