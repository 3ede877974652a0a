package dev.cauce.runners;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class LocalRunsTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path dir = Path.of("");
  private LocalRuns runs = new LocalRuns(dir);

  @Before
  public void directory() {
    dir = folder.getRoot().toPath().resolve("cauce/run");
    runs = new LocalRuns(dir);
  }

  @Test
  public void all_noDirectory_isEmpty() throws IOException {
    assertThat(runs.all(), is(empty()));
  }

  @Test
  public void enter_thisProcess_isFoundUntilItIsClosed() throws IOException {
    ProcessHandle self = ProcessHandle.current();
    try (LocalRuns.Entry entry = runs.enter("words", "flink", "file:/state", "")) {
      assertThat(
          runs.all(),
          contains(
              new LocalRun(
                  self.pid(),
                  "words",
                  "flink",
                  self.info().startInstant().orElseThrow(),
                  "file:/state",
                  "")));
      assertThat(
          PosixFilePermissions.toString(Files.getPosixFilePermissions(dir)), is("rwx------"));
    }
    assertThat(runs.all(), is(empty()));
  }

  @Test
  public void all_processThatIsGoneOrAnother_isCleanedAway() throws IOException {
    Files.createDirectories(dir);
    String gone = "{\"pid\":4194999,\"name\":\"a\",\"started\":\"2026-01-01T00:00:00Z\"}";
    String another =
        String.format(
            "{\"pid\":%d,\"name\":\"b\",\"started\":\"2026-01-01T00:00:00Z\"}",
            ProcessHandle.current().pid());
    Files.writeString(dir.resolve("1.json"), gone);
    Files.writeString(dir.resolve("2.json"), another);
    Files.writeString(dir.resolve("3.json"), "half of it, {\"pid\":");

    assertThat(runs.all(), is(empty()));

    try (Stream<Path> left = Files.list(dir)) {
      assertThat(left.toList(), is(List.of()));
    }
  }

  @Test
  public void enter_directoryThatCannotBeMade_doesNotFailTheRun() throws IOException {
    Files.writeString(folder.getRoot().toPath().resolve("cauce"), "a file in the way");

    runs.enter("words", "direct", "", "").close();

    assertThat(Files.exists(dir), is(false));
  }
}
