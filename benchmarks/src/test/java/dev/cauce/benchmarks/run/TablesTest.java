package dev.cauce.benchmarks.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.Assert.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** What is made of the runs. */
public final class TablesTest {
  private static Sample sample(
      String peer, int size, double cpu, double wall, long peakMb, @Nullable String failure) {
    return new Sample(
        peer,
        new Setting(size, 1_000, 2),
        1_000_000L * size,
        250_000L * size,
        new Usage(cpu, wall + 1, peakMb * 1024, 0),
        wall,
        List.of(),
        2_000_000,
        failure,
        failure != null && failure.startsWith("cut off"));
  }

  @Test
  public void costs_threeRounds_mediansRangesSlopesAndRatios() {
    List<Sample> samples =
        List.of(
            sample("cauce", 1, 4, 2, 300, null),
            sample("cauce", 8, 11, 6, 400, null),
            sample("spark", 1, 20, 10, 900, null),
            sample("spark", 8, 41, 20, 1000, null),
            sample("jet", 1, 0, 301, 500, "cut off"),
            sample("cauce", 1, 6, 3, 310, null),
            sample("cauce", 8, 13, 7, 410, null),
            sample("cauce", 1, 5, 4, 305, null),
            sample("cauce", 8, 12, 8, 405, null));
    assertThat(
        new Comparison(samples, List.of("cauce", "spark", "jet"), List.of(1, 8), 300).costs("word"),
        equalTo(
            """
            |       |           CPU s 1x |           CPU s 8x |          us a word | / cauce | CPU 1x / cauce |          wall s 1x |          wall s 8x | M words a CPU s | peak MB |
            | ----- | -----------------: | -----------------: | -----------------: | ------: | -------------: | -----------------: | -----------------: | --------------: | ------: |
            | cauce | 5.00 (4.00...6.00) | 12.0 (11.0...13.0) | 1.00 (1.00...1.00) |    1.00 |           1.00 | 3.00 (2.00...4.00) | 7.00 (6.00...8.00) |           0.667 |     405 |
            | spark |               20.0 |               41.0 |               3.00 |    3.00 |           4.00 |               10.0 |               20.0 |           0.195 |   1,000 |
            | jet   |            > 300 s |                  - |                  - |       - |              - |            > 300 s |                  - |               - |       - |

            Does not count (1 run): jet at 1x: cut off
            """));
  }

  @Test
  public void starts_twoContestants_timeToTheFirstRow() {
    List<Sample> samples =
        List.of(
            sample("cauce", 1, 4, 2, 300, null), sample("spark", 1, 10, 6, 900, "wrote nothing"));
    assertThat(
        new Comparison(samples, List.of("cauce", "spark"), List.of(1), 300).starts(),
        equalTo(
            """
            |       | wall s to the first row |  CPU s | CPU / cauce | wall s | peak MB |
            | ----- | ----------------------: | -----: | ----------: | -----: | ------: |
            | cauce |                    2.00 |   4.00 |        1.00 |   3.00 |     300 |
            | spark |                  FAILED | FAILED |           - | FAILED |  FAILED |

            Does not count (1 run): spark at 1x: wrote nothing
            """));
  }

  @Test
  public void latencies_twoRounds_ofAllRows() {
    Setting setting = new Setting(1, 1, 2);
    Usage usage = new Usage(3, 9, 300 * 1024, 143);
    List<Double> fast = IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList();
    List<Double> slow = IntStream.rangeClosed(101, 200).mapToObj(i -> (double) i).toList();
    List<Sample> samples =
        List.of(
            new Sample("cauce", setting, 120, 0, usage, 0, fast, 0, null, false),
            new Sample("cauce", setting, 120, 0, usage, 0, slow, 0, null, false),
            new Sample("spark", setting, 120, 0, usage, 0, slow, 0, null, false));
    assertThat(
        new Comparison(samples, List.of("cauce", "spark"), List.of(1), 300).latencies(),
        equalTo(
            """
            |       | median ms | p99 ms | p99 / cauce | worst ms |              CPU s |         peak MB |
            | ----- | --------: | -----: | ----------: | -------: | -----------------: | --------------: |
            | cauce |       101 |    198 |        1.00 |      200 | 3.00 (3.00...3.00) | 300 (300...300) |
            | spark |       151 |    199 |        1.01 |      200 |               3.00 |             300 |
            """));
  }

  @Test
  public void scaling_sizesAndKeys_slopesBetweenNeighbours() {
    List<Sample> samples =
        List.of(
            sample("cauce", 1, 4, 2, 300, null),
            sample("cauce", 2, 6, 3, 310, null),
            sample("cauce", 4, 9, 4, 320, null));
    assertThat(
        new Scaling(samples, List.of(1, 2, 4)).table("word"),
        equalTo(
            """
            |       |  keys | workers | CPU s 1x | CPU s 2x | CPU s 4x | us a word 1x to 2x | us a word 2x to 4x | rows out a word | us a row in or out | peak MB | checkpoint MB | checkpoint B a key |
            | ----- | ----: | ------: | -------: | -------: | -------: | -----------------: | -----------------: | --------------: | -----------------: | ------: | ------------: | -----------------: |
            | cauce | 1,000 |       2 |     4.00 |     6.00 |     9.00 |               2.00 |               1.50 |           0.250 |               1.33 |     320 |          2.00 |              2,000 |
            """));
  }

  @Test
  public void readme_place_filled() {
    String text = "before\n<!-- W1 -->\nold\n<!-- /W1 -->\nafter\n<!-- W2 -->\n<!-- /W2 -->\n";
    assertThat(
        Readme.with(text, "W1", "new\n"),
        equalTo("before\n<!-- W1 -->\n\nnew\n\n<!-- /W1 -->\nafter\n<!-- W2 -->\n<!-- /W2 -->\n"));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> Readme.with(text, "W3", ""))
            .getMessage(),
        equalTo("There is no <!-- W3 --> with a <!-- /W3 -->."));
  }

  @Test
  public void figure_sizes_threeDigits() {
    assertThat(
        List.of(
            Markdown.figure(0.0123),
            Markdown.figure(1.234),
            Markdown.figure(12.34),
            Markdown.figure(99.96),
            Markdown.figure(12_345.6),
            Markdown.figure(Double.NaN)),
        equalTo(List.of("0.012", "1.23", "12.3", "100", "12,346", "-")));
  }
}
