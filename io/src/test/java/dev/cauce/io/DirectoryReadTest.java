package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.nio.file.Path;
import org.apache.beam.sdk.testing.TestPipeline;
import org.joda.time.Duration;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DirectoryReadTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final TestPipeline p = TestPipeline.create().enableAbandonedNodeEnforcement(false);

  @Test
  public void expand_missingPath_oneClearLine() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> p.apply(DirectoryIO.read("/no/such/place")));
    assertThat(e.getMessage(), is("No such file or directory: \"/no/such/place\""));
  }

  @Test
  public void expand_emptyDirectory_isFine() {
    p.apply("Bounded", read());
    p.apply("Watched", read().watchingEvery(Duration.standardSeconds(1)));
  }

  @Test
  public void problems_pipe_isRefused() throws Exception {
    Path pipe = folder.getRoot().toPath().resolve("pipe");
    FilesSourceTest.mkfifo(pipe);
    assertThat(
        DirectoryIO.read(pipe.toString()).problems(),
        contains("\"" + pipe + "\" is neither a directory nor a file that can be read again"));
  }

  @Test
  public void problems_optionsOfAWatchWithoutOne_areAllNamed() {
    assertThat(
        read().following().withFilesPerTrigger(1).latestFirst().deletingReadFiles().problems(),
        contains(
            "To follow files, watch the directory (watchingEvery, or watch=1s)",
            "To limit files per trigger, watch the directory (watchingEvery, or watch=1s)",
            "To read the latest files first, watch the directory (watchingEvery, or watch=1s)",
            "To clean away files that were read, watch the directory (watchingEvery, or watch=1s)",
            "A file that is followed is never read to its end: it cannot be cleaned away"));
  }

  @Test
  public void problems_followingWhatHasNoPositions_isRefused() {
    DirectoryIO.Read following = read().watchingEvery(Duration.standardSeconds(1)).following();
    assertThat(
        following.withCharset(UTF_16LE).problems(),
        contains("Files in UTF-16LE cannot be followed, only read whole"));
    assertThat(
        following.compressedBy("gzip").problems(),
        contains(
            "Compressed files do not grow: follow files that are not, or leave following out"));
    assertThat(following.problems(), empty());
  }

  @Test
  public void problems_archiveIntoTheSameDirectory_isRefused() {
    String path = folder.getRoot().getPath();
    assertThat(
        read()
            .watchingEvery(Duration.standardSeconds(1))
            .archivingReadFiles(path + "/x/..")
            .problems(),
        contains("Files of \"" + path + "\" cannot be moved into the same directory"));
  }

  @Test
  public void options_wrongValues_sayWhatIsAllowed() {
    assertMessage(
        () -> read().matching("a{b"),
        "\"a{b\" is no pattern of file names; a pattern is made of *, ?, [a-z] and {a,b}");
    assertMessage(
        () -> read().compressedBy("zip"), "Unknown compression \"zip\"; the only one is gzip");
    assertMessage(
        () -> read().withMaxLineBytes(0),
        "Lines of at most 0 bytes; it must be from 1 to 1073741824");
    assertMessage(
        () -> read().withFilesPerTrigger(0), "At most 0 files per trigger; it must be at least 1");
    assertMessage(
        () -> read().watchingEvery(Duration.ZERO),
        "A directory is watched every PT0S; it must be more than 0");
    assertMessage(
        () -> read().withMaxAge(Duration.millis(-1)),
        "A limit of age of PT-0.001S; it must not be negative");
  }

  private static void assertMessage(org.junit.function.ThrowingRunnable wrong, String message) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, wrong);
    assertThat(e.getMessage(), is(message));
  }

  private DirectoryIO.Read read() {
    return DirectoryIO.read(folder.getRoot().getPath());
  }
}
