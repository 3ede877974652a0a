package dev.cauce.docs;

import static org.apache.beam.sdk.values.TypeDescriptors.strings;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.cauce.io.DirectoryIO;
import dev.cauce.io.MemoryIO;
import dev.cauce.row.Lines;
import dev.cauce.runners.Launcher;
import dev.cauce.runners.Runners;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Table;
import dev.cauce.text.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.MapElements;
import org.joda.time.Duration;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The Java examples of the README: each is a region of this file, and runs. */
public class SnippetsTest {
  private static final Path ROOT = Path.of("..");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private String logs = "";

  @Before
  public void writeLogs() throws IOException {
    logs = folder.getRoot().toString();
    Files.writeString(
        Path.of(logs, "app.log"), "shop ERROR no stock\nshop INFO sold\npay ERROR no card\n");
  }

  private static List<String> rows(String table) {
    return MemoryIO.table(table).rows().stream().map(row -> row.getValues().toString()).toList();
  }

  @Test
  public void wordCount_ofADirectory() {
    // README: word count
    Pipeline p = Pipeline.create(Runners.options("direct"));
    p.apply(DirectoryIO.read(logs))
        .apply(
            Table.of(Words.letters().lowerCase().grouping(), Count.combineFn())
                .columns("word", "count")
                .every(Duration.standardSeconds(1))
                .emitting(OutputMode.UPDATE))
        .apply(MemoryIO.write("words"));
    int exitCode = Launcher.run(p);
    // end
    assertThat(exitCode, is(0));
    assertThat(
        rows("words"),
        containsInAnyOrder(
            "[shop, 2]",
            "[error, 2]",
            "[no, 2]",
            "[stock, 1]",
            "[info, 1]",
            "[sold, 1]",
            "[pay, 1]",
            "[card, 1]"));
  }

  @Test
  public void plainBeam_betweenSourceAndTable() {
    // README: plain Beam
    Pipeline p = Pipeline.create(Runners.options("direct"));
    p.apply(DirectoryIO.read(logs))
        .apply(Lines.each())
        .apply(Filter.by(line -> line.contains("ERROR")))
        .apply(MapElements.into(strings()).via(line -> line.split(" ")[0]))
        .apply(
            Table.of(Count.<String>perElement())
                .columns("service", "errors")
                .emitting(OutputMode.COMPLETE))
        .apply(MemoryIO.write("errors"));
    int exitCode = Launcher.run(p);
    // end
    assertThat(exitCode, is(0));
    assertThat(rows("errors"), containsInAnyOrder("[shop, 1]", "[pay, 1]"));
  }

  @Test
  public void everyJavaBlockOfTheReadme_isARegionOfThisFile() throws IOException {
    List<String> regions = new ArrayList<>();
    String source = Files.readString(Path.of("src/test/java/dev/cauce/docs/SnippetsTest.java"));
    Matcher region = Pattern.compile("(?s) +// README: [^\n]*\n(.*?) +// end\n").matcher(source);
    while (region.find()) {
      regions.add(region.group(1).replaceAll("(?m)^    ", ""));
    }
    List<String> blocks = new ArrayList<>();
    Matcher block =
        Pattern.compile("(?s)```java\n(.*?)```")
            .matcher(Files.readString(ROOT.resolve("README.md")));
    while (block.find()) {
      blocks.add(block.group(1));
    }
    assertThat(blocks, is(not(List.of())));
    blocks.forEach(shown -> assertThat(regions, hasItem(shown)));
  }
}
