package dev.cauce.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasToString;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class GroupingAccuracyTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void accuracy_ofASample_isTheShareOfLinesInWholeGroups() throws IOException {
    Path log = folder.getRoot().toPath().resolve("Shop_2k.log");
    Files.writeString(
        log,
        """
        2026-11-22 17:44:47 INFO shop.Cart: took 5 ms
        2026-11-22 17:44:48 INFO shop.Cart: took 6 ms
        2026-11-22 17:44:49 INFO shop.Cart: card of ann refused
        2026-11-22 17:44:50 INFO shop.Cart: card of bob refused
        """,
        UTF_8);
    Files.writeString(
        Path.of(log + "_templates.csv"),
        """
        EventId,EventTemplate
        E1,took <*> ms
        E2,"card of <*> refused"
        """,
        UTF_8);
    List<GroupingAccuracy> all = GroupingAccuracy.ofAll(folder.getRoot().toPath());
    assertThat(all.get(0).accuracy(), closeTo(0.5, 1e-9)); // of two cards nobody can say
    assertThat(all.get(0), hasToString("Shop         0.5000  3 templates, 2 true"));
  }

  /** The samples are not ours to hand on: {@code -Dcauce.loghub=DIR} says where they are. */
  @Test
  public void accuracy_ofLoghub_isAsGoodAsDrainTunedForEachFile() throws IOException {
    String directory = System.getProperty("cauce.loghub");
    assumeTrue(directory != null);
    List<GroupingAccuracy> all = GroupingAccuracy.ofAll(Path.of(String.valueOf(directory)));
    all.forEach(System.out::println);
    double mean = all.stream().mapToDouble(GroupingAccuracy::accuracy).average().orElse(0);
    assertThat(mean, greaterThanOrEqualTo(0.815));
  }
}
