package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class AtomicFileTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path file;

  @Before
  public void name() {
    file = folder.getRoot().toPath().resolve("table.csv");
  }

  @Test
  public void write_overAnOlderFile_replacesIt() throws IOException {
    Files.writeString(file, "old and longer");

    AtomicFile.write(file, out -> out.write("new".getBytes(UTF_8)));

    assertThat(Files.readString(file), is("new"));
    assertThat(folder.getRoot().list().length, is(1));
  }

  @Test
  public void write_whileWriting_oldFileIsSeen() throws IOException {
    Files.writeString(file, "old");

    AtomicFile.write(
        file,
        out -> {
          out.write(new byte[1 << 20]);
          assertThat(Files.readString(file), is("old"));
        });

    assertThat(Files.size(file), is(1L << 20));
  }

  @Test
  public void write_failsHalfWay_oldFileStaysAndNoTrace() throws IOException {
    Files.writeString(file, "old");

    IOException e =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[1 << 20]);
                      throw new IOException("No space left on device");
                    }));

    assertThat(
        e.getMessage(),
        is("Could not write \"" + file + "\": No space left on device. Nothing of it was kept."));
    assertThat(Files.readString(file), is("old"));
    assertThat(folder.getRoot().list().length, is(1));
  }

  @Test
  public void write_directoryIsGone_namesTheFile() {
    Path gone = folder.getRoot().toPath().resolve("gone/table.csv");

    IOException e =
        assertThrows(IOException.class, () -> AtomicFile.write(gone, out -> out.write(1)));

    assertThat(
        e.getMessage(),
        is("Could not write \"" + gone + "\": no such file or directory. Nothing of it was kept."));
  }

  @Test
  public void write_symbolicLink_replacedNotFollowed() throws IOException {
    Path elsewhere = Files.writeString(folder.getRoot().toPath().resolve("elsewhere"), "untouched");
    Files.createSymbolicLink(file, elsewhere);

    AtomicFile.write(file, out -> out.write("new".getBytes(UTF_8)));

    assertThat(Files.readString(elsewhere), is("untouched"));
    assertThat(Files.isSymbolicLink(file), is(false));
  }

  @Test
  public void write_posix_notForOthers() throws IOException {
    assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("posix"));

    AtomicFile.write(file, out -> out.write(1));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), is("rw-r-----"));
  }
}
