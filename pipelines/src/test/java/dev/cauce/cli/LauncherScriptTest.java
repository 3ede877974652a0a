package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The script {@code cauce}, with a jar and a java that only write down how they were called. */
public class LauncherScriptTest {
  private static final Path SCRIPT = Path.of("..", "cauce");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path home;
  private Path jdk;
  private Path jar;

  @Before
  public void makeHome() throws IOException {
    assumeTrue(Files.isExecutable(SCRIPT) && Files.isExecutable(Path.of("/bin/sh")));
    home = folder.newFolder("home").toPath().toRealPath();
    jdk = folder.newFolder("jdk").toPath().toRealPath();
    Files.createDirectory(jdk.resolve("bin"));
    Files.copy(SCRIPT, home.resolve("cauce"));
    executable(home.resolve("cauce"));
    jar = Files.createDirectories(home.resolve("pipelines/target")).resolve("cauce.jar");
    Files.writeString(jar, "jar");
    release("17.0.15");
    Path java = jdk.resolve("bin/java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        echo "$*" >>"%s/calls"
        for argument in "$@"; do
          case $argument in
            -Xshare:dump) dump=yes ;;
            -XX:SharedArchiveFile=*) archive=${argument#*=} ;;
          esac
        done
        [ -z "${dump:-}" ] || echo archive >"$archive"
        """
            .formatted(folder.getRoot()),
        UTF_8);
    executable(java);
  }

  @Test
  public void firstStart_makesTheArchive_andTheNextOnesUseIt() throws Exception {
    run("list");
    assertThat(calls().stream().filter(call -> call.contains("-Xshare:dump")).count(), equalTo(1L));
    assertThat(
        last(), containsString("-XX:SharedArchiveFile=" + home + "/pipelines/target/cds/17.0.15-"));
    assertThat(last(), containsString("-cp " + jar + " dev.cauce.cli.Main list"));

    int before = calls().size();
    run("list");
    assertThat(calls().size(), equalTo(before + 1));
    assertThat(last(), containsString("-XX:SharedArchiveFile="));
  }

  @Test
  public void jarThatIsNewer_getsAnArchiveOfItsOwn_once() throws Exception {
    run("list");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(System.currentTimeMillis() + 5_000));
    int before = calls().size();

    run("list");

    List<String> since = calls().subList(before, calls().size());
    assertThat(since, hasItem(containsString("-Xshare:dump")));
    // A run of each runner, one that begins and one that goes on, Kafka's clients, the archive, the
    // run itself.
    assertThat(since.size(), equalTo(7));
    // Also of a jar from the future, as a clock that was set back leaves one.
    run("list");
    assertThat(calls().size(), equalTo(before + 8));
  }

  @Test
  public void runIsShort_onlyOverFilesThatAreThere() throws Exception {
    Path text = Files.writeString(home.resolve("text"), "a b");
    run("wordcount", "--from", text.toString(), "--to", "console:");
    assertThat(last(), containsString("-XX:TieredStopAtLevel=1"));

    run("wordcount", "--from=" + text + "?watch=1s", "--to", "console:");
    assertThat(last(), not(containsString("-XX:TieredStopAtLevel=1")));

    run("wordcount", "--from=" + text, "--from=socket://localhost:9", "--to", "console:");
    assertThat(last(), not(containsString("-XX:TieredStopAtLevel=1")));
  }

  @Test
  public void javaThatIsTooOld_isRefusedInOneLine() throws Exception {
    release("11.0.2");

    Ended ended = start("list");

    assertThat(ended.code(), equalTo(1));
    assertThat(
        ended.said(),
        equalTo("cauce: " + jdk + "/bin/java is Java 11.0.2; Cauce needs 17 or later.\n"));
  }

  private record Ended(int code, String said) {}

  private void run(String... arguments) throws Exception {
    assertThat(start(arguments), equalTo(new Ended(0, "")));
  }

  private Ended start(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/bin/sh", home.resolve("cauce").toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().keySet().removeIf(name -> name.startsWith("CAUCE_"));
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS), equalTo(true));
    return new Ended(process.exitValue(), said);
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(folder.getRoot().toPath().resolve("calls"));
  }

  private String last() throws IOException {
    return calls().get(calls().size() - 1);
  }

  private void release(String version) throws IOException {
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
