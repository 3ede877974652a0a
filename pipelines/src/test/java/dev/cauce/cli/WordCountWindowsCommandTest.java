package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Words in event-time windows, and the order and the limit of a table. */
public class WordCountWindowsCommandTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path lines;
  private Path dead;

  @Before
  public void writeLines() throws IOException {
    dead = folder.getRoot().toPath().resolve("dead");
    lines = folder.getRoot().toPath().resolve("lines.txt");
    Files.writeString(lines, "60 be to be\n125 be\n150 to\n", UTF_8);
  }

  @Test
  public void run_windows_countEachByItself() {
    assertThat(
        count(
            "--window=1m",
            "--event-time=regex:^(\\d+);epoch-seconds",
            "--words=letters",
            "--order-by=window_start,word"),
        equalTo(
            new Cauce(
                0,
                """
                window_start,window_end,word,count
                1970-01-01T00:01:00.000Z,1970-01-01T00:02:00.000Z,be,2
                1970-01-01T00:01:00.000Z,1970-01-01T00:02:00.000Z,to,1
                1970-01-01T00:02:00.000Z,1970-01-01T00:03:00.000Z,be,1
                1970-01-01T00:02:00.000Z,1970-01-01T00:03:00.000Z,to,1
                """,
                "")));
  }

  @Test
  public void run_sessions_countEachByItself() {
    assertThat(
        count(
            "--window=session:80s",
            "--event-time=regex:^(?<time>\\d+);epoch-seconds",
            "--order-by=word,window_start"),
        equalTo(
            new Cauce(
                0,
                """
                window_start,window_end,word,count
                1970-01-01T00:01:00.000Z,1970-01-01T00:03:25.000Z,be,3
                1970-01-01T00:01:00.000Z,1970-01-01T00:02:20.000Z,to,1
                1970-01-01T00:02:30.000Z,1970-01-01T00:03:50.000Z,to,1
                """,
                "")));
  }

  @Test
  public void run_orderAndLimit_giveTheTopWords() {
    assertThat(
        count("--order-by=count:desc,word", "--limit=1", "--mode=complete"),
        equalTo(new Cauce(0, "word,count\nbe,3\n", "")));
  }

  @Test
  public void run_lineWithoutTime_isADeadLetter() throws IOException {
    Files.writeString(lines, "{\"at\":1709287201,\"say\":\"be\"}\nbe\n", UTF_8);

    assertThat(
        count(
            "--window=1m",
            "--event-time=json:at:epoch-seconds",
            "--dead-letters=" + dead + "?format=json",
            "--order-by=word"),
        equalTo(
            new Cauce(
                0,
                """
                window_start,window_end,word,count
                2024-03-01T10:00:00.000Z,2024-03-01T10:01:00.000Z,at,1
                2024-03-01T10:00:00.000Z,2024-03-01T10:01:00.000Z,be,1
                2024-03-01T10:00:00.000Z,2024-03-01T10:01:00.000Z,say,1
                """,
                "")));
    assertThat(Files.exists(dead), equalTo(true));
  }

  @Test
  public void run_orderOutsideOfCompleteMode_isRefused() {
    assertThat(
        count("--order-by=word", "--mode=update"),
        equalTo(
            new Cauce(
                2, "", "--mode update: Only a whole table can be ordered: use complete mode.\n")));
  }

  private Cauce count(String... options) {
    List<String> args =
        new ArrayList<>(
            List.of("wordcount", "--from=" + lines, "--to=console:?format=csv", "--ignore-case"));
    args.addAll(List.of(options));
    if (args.stream().noneMatch(arg -> arg.startsWith("--mode"))) {
      args.add("--mode=complete");
    }
    return Cauce.run(args.toArray(new String[0]));
  }
}
