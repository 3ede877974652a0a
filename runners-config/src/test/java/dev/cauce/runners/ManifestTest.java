package dev.cauce.runners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ManifestTest {
  private static final Map<String, String> SETTINGS =
      Map.of("the flow", "wordcount", "--from", "file:///in?watch=1s", "--to", "console:");
  private static final Map<String, String> STEPS = Map.of("wordcount/Keep", "ShardFn");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void read_whatWasWritten_isTheSame() throws IOException {
    StateFiles files = StateFiles.in(folder.getRoot().toString());
    Manifest written = Manifest.of(SETTINGS, "heap", 32, STEPS);
    assertThat(Manifest.read(files), nullValue());

    written.write(files);

    assertThat(Manifest.read(files), equalTo(written));
  }

  @Test
  public void differences_sameSettings_none() {
    assertThat(
        Manifest.of(SETTINGS, "heap", 32, STEPS)
            .differences(Manifest.of(SETTINGS, "heap", 32, STEPS)),
        empty());
  }

  @Test
  public void differences_ofSettings_areNamedAndStepsAreNot() {
    Map<String, String> others =
        Map.of("the flow", "wordcount", "--from", "kafka://b/t", "--to", "console:");

    assertThat(
        Manifest.of(SETTINGS, "heap", 32, STEPS)
            .differences(Manifest.of(others, "heap", 32, Map.of("Read kafka", "TopicSource"))),
        contains("--from was \"file:///in?watch=1s\" and is \"kafka://b/t\""));
  }

  @Test
  public void differences_ofSteps_areNamedIfNobodyAskedForThem() {
    assertThat(
        Manifest.of(SETTINGS, "heap", 32, STEPS)
            .differences(Manifest.of(SETTINGS, "heap", 32, Map.of("words/Keep", "ShardFn"))),
        contains(
            "the step \"wordcount/Keep\" was \"ShardFn\" and is missing",
            "the step \"words/Keep\" was missing and is \"ShardFn\""));
  }

  @Test
  public void differences_ofTheStateBackend_areNamed() {
    assertThat(
        Manifest.of(SETTINGS, "heap", 32, STEPS)
            .differences(Manifest.of(SETTINGS, "rocksdb", 32, STEPS)),
        contains("state backend was \"heap\" and is \"rocksdb\""));
  }

  @Test
  public void differences_ofTheMaximumParallelism_areNamed() {
    assertThat(
        Manifest.of(SETTINGS, "heap", 32, STEPS)
            .differences(Manifest.of(SETTINGS, "heap", 64, STEPS)),
        contains("maximum parallelism was \"32\" and is \"64\""));
  }

  @Test
  public void differences_many_areCutShort() {
    Map<String, String> many = Map.of("a", "1", "b", "2", "c", "3", "d", "4", "e", "5", "f", "6");

    assertThat(
        Manifest.of(Map.of(), "heap", 32, STEPS).differences(Manifest.of(many, "heap", 32, STEPS)),
        hasSize(5));
  }

  @Test
  public void read_damaged_saysWhatToDo() throws IOException {
    StateFiles files = StateFiles.in(folder.getRoot().toString());
    files.replace("manifest.json", "{\"format\": 1".getBytes(UTF_8));

    assertThat(
        assertThrows(IOException.class, () -> Manifest.read(files)).getMessage(),
        allOf(
            containsString("Cannot read \"file:" + folder.getRoot() + "/manifest.json\""),
            containsString("restore it, or use another directory")));
  }
}
