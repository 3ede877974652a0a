package dev.cauce.io;

import static org.apache.beam.sdk.values.TypeDescriptors.strings;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.joda.time.Duration.standardMinutes;
import static org.joda.time.Duration.standardSeconds;

import dev.cauce.parse.Parse;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.values.Row;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A user's own pipeline, as the documentation shows it. */
public class ParseExampleTest {
  @Rule public final transient TemporaryFolder folder = new TemporaryFolder();
  @Rule public final transient TestPipeline p = TestPipeline.create();

  private record LogLine(String service, int status) {}

  @After
  public void drop() {
    MemoryIO.drop("errors_per_minute");
    MemoryIO.drop("unreadable");
  }

  @Test
  public void errorsPerMinute_ofTypedLines() throws IOException {
    Path logs = folder.getRoot().toPath();
    Files.writeString(
        logs.resolve("shop.json"),
        """
        {"service":"cart","status":500}
        {"service":"cart","status":200}
        {"service":"cart","status":503,"trace":["a"]}
        {"service":"till","status":"500"}
        {"service":"till","status":500}
        """);

    DeadLetters unreadable = DeadLetters.to(MemoryIO.write("unreadable"));
    p.apply(DirectoryIO.read(logs.toString()))
        .apply(Parse.json(LogLine.class).withDeadLetters(unreadable))
        .apply(Filter.by(line -> line.status() >= 500))
        .apply(MapElements.into(strings()).via(LogLine::service))
        .apply(
            Table.of(Count.<String>perElement())
                .columns("service", "errors")
                .over(FixedWindows.of(standardMinutes(1)))
                .withLateness(standardSeconds(30))
                .every(standardSeconds(5))
                .emitting(OutputMode.UPDATE))
        .apply(MemoryIO.write("errors_per_minute"));
    unreadable.write();
    p.run().waitUntilFinish();

    assertThat(
        MemoryIO.table("errors_per_minute").rows().stream()
            .map(row -> row.getString("service") + " " + row.getInt64("errors"))
            .sorted()
            .toList(),
        is(List.of("cart 2", "till 1")));
    List<Row> letters = MemoryIO.table("unreadable").rows();
    assertThat(letters.size(), is(1));
    assertThat(letters.get(0).getString("reason"), is("field \"status\": \"500\" is no int"));
  }
}
