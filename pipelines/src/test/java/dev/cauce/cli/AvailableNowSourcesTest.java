package dev.cauce.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What {@code --trigger available-now} makes of sources, before anything runs. */
public class AvailableNowSourcesTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void check_directoryWithoutWatch_isEndlessInput() throws IOException {
    Cauce cauce = check(folder.newFolder("in").getPath());
    assertThat(cauce.out() + cauce.err(), cauce.code(), is(0));
    assertThat(
        cauce.out(),
        startsWith("allowed: wordcount in update mode over endless input, on flink\n"));
    assertThat(
        cauce.out(),
        containsString("  file          exactly once: goes on where the checkpoint was\n"));
  }

  @Test
  public void check_sourcesWithoutAnEnd_areRefusedTogether() throws IOException {
    Cauce cauce = check("socket://localhost:9", "--from", "kafka://h:1/t?until=latest");
    assertThat(cauce.code(), is(2));
    assertThat(
        cauce.out(),
        containsString(
            "--trigger available-now cannot read \"socket://localhost:9\": a socket has no end,"));
    assertThat(
        cauce.out(),
        containsString(
            "--trigger available-now cannot read \"kafka://h:1/t?until=latest\": with \"until\""));
  }

  private Cauce check(String... from) throws IOException {
    List<String> args = new ArrayList<>(List.of("check", "wordcount", "--from"));
    args.addAll(List.of(from));
    args.addAll(
        List.of(
            "--to",
            folder.getRoot() + "/out",
            "--trigger",
            "available-now",
            "--checkpoint",
            folder.getRoot() + "/checkpoint"));
    return Cauce.run(args, "");
  }
}
