package dev.cauce.parity;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.Test;

/** What the parity tests pass over is what the page tells. */
public class DifferencesTest {
  private static final Path PAGE = Path.of("../docs/differences-from-spark.md");

  @Test
  public void everyReason_standsInThePage() throws IOException {
    String page = Files.readString(PAGE);
    for (String reason : Differences.REASONS) {
      assertThat(page, containsString("**" + reason + "**"));
    }
  }

  @Test
  public void everyScenarioThatIsPassedOver_hasAReasonOfThePage() {
    Stream<String> given =
        Scenario.all().stream().map(Differences::byDesign).filter(java.util.Objects::nonNull);

    given.forEach(reason -> assertThat(Differences.REASONS, org.hamcrest.Matchers.hasItem(reason)));
  }
}
