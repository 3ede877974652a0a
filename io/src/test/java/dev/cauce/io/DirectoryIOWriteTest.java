package dev.cauce.io;

import static dev.cauce.io.WordCounts.CODER;
import static dev.cauce.io.WordCounts.SCHEMA;
import static dev.cauce.io.WordCounts.append;
import static dev.cauce.io.WordCounts.complete;
import static dev.cauce.io.WordCounts.removed;
import static dev.cauce.io.WordCounts.replaced;
import static dev.cauce.io.WordCounts.row;
import static dev.cauce.io.WordCounts.update;
import static java.util.Objects.requireNonNull;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.iterableWithSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.runners.core.InMemoryStateInternals;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DirectoryIOWriteTest {
  @Rule public final transient TestPipeline p = TestPipeline.create();
  @Rule public final transient TemporaryFolder folder = new TemporaryFolder();

  private transient Path directory;

  @Before
  public void notThereYet() {
    directory = folder.getRoot().toPath().resolve("a/table");
  }

  @Test
  public void boundedAppend_rows_onePartFile() throws IOException {
    write(bounded(append(row("b", 1), row("a", 2))), FileFormat.CSV);

    List<String> files = files();
    assertThat(files, contains(matchesPattern("part-00000-[0-9a-f]{8}\\.csv")));
    assertThat(read(files.get(0)), is("word,count\nb,1\na,2\n"));
  }

  @Test
  public void boundedUpdate_shards_sortedTable() throws IOException {
    write(bounded(update(1, row("b", 1), row("d", 2)), update(1, row("c", 3), row("a", 4))));

    assertThat(files(), contains("table.csv"));
    assertThat(read("table.csv"), is("word,count\na,4\nb,1\nc,3\nd,2\n"));
  }

  @Test
  public void boundedComplete_snapshots_theLastOne() throws IOException {
    write(bounded(complete(2, row("b", 2), row("a", 1)), complete(1, row("c", 1))));

    assertThat(files(), contains("table.csv"));
    assertThat(read("table.csv"), is("word,count\na,1\nb,2\n"));
  }

  @Test
  public void bounded_noRows_replacedByHeaderOnly() throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("table.csv"), "word,count\nof,9\n");

    write(Create.empty(CODER));

    assertThat(read("table.csv"), is("word,count\n"));
  }

  @Test
  public void as_text_tabsWithoutHeader() throws IOException {
    write(bounded(update(1, row("a", 1))), FileFormat.TEXT);
    assertThat(read("table.txt"), is("a\t1\n"));
  }

  @Test
  public void as_json_jsonLines() throws IOException {
    write(bounded(update(1, row("a", 1), row("b", 2))), FileFormat.JSON);
    assertThat(
        read("table.json"), is("{\"word\":\"a\",\"count\":1}\n{\"word\":\"b\",\"count\":2}\n"));
  }

  @Test
  public void unboundedAppend_ticks_aFileEach() throws IOException {
    write(
        TestStream.create(CODER)
            .addElements(append(row("a", 1)), append(row("b", 1)))
            .advanceProcessingTime(Duration.standardSeconds(1))
            .advanceProcessingTime(Duration.standardSeconds(1))
            .addElements(append(row("c", 1)))
            .advanceWatermarkToInfinity());

    List<String> files = files();
    assertThat(files, contains(startsWith("part-00000-"), startsWith("part-00001-")));
    assertThat(
        files.get(0).substring("part-00000".length()),
        is(files.get(1).substring("part-00001".length())));
    assertThat(read(files.get(1)), is("word,count\nc,1\n"));
  }

  @Test
  public void unboundedUpdate_ticks_newestRowOfEachKey() throws IOException {
    write(
        TestStream.create(CODER)
            .addElements(update(1, row("b", 1), row(null, 7)))
            .advanceProcessingTime(Duration.standardSeconds(1))
            .addElements(update(3, row("b", 3), row("a", 1)))
            .advanceProcessingTime(Duration.standardSeconds(1))
            .addElements(update(2, row("b", 2))) // came late
            .addElements(update(3, row("a", 2))) // same version: not lower
            .advanceWatermarkToInfinity());

    assertThat(files(), contains("table.csv"));
    assertThat(read("table.csv"), is("word,count\n,7\na,2\nb,3\n"));
  }

  @Test
  public void unboundedUpdate_removed_gone() throws IOException {
    for (FileFormat format : List.of(FileFormat.CSV, FileFormat.JSON, FileFormat.TEXT)) {
      TableFiles files =
          new TableFiles(directory.toString(), "0123abcd", FileStyle.of(format), SCHEMA);
      MapState<String, byte[]> kept = kept();
      batch(files, kept, 0, update(2, row("a", 1), row("b", 1)));
      batch(files, kept, 1, removed(2, "a"));
      batch(files, kept, 2, update(1, row("a", 1))); // came late
      batch(files, kept, 3, removed(1, "b")); // came late
      batch(files, kept, 4, replaced(5, List.of(row("c", 0), row("d", 0)), row("c", 3)));
    }
    assertThat(files(), contains("table.csv", "table.json", "table.txt"));
    assertThat(read("table.csv"), is("word,count\nb,1\nc,3\n"));
    assertThat(read("table.txt"), is("b\t1\nc\t3\n"));
    assertThat(
        read("table.json"), is("{\"word\":\"b\",\"count\":1}\n{\"word\":\"c\",\"count\":3}\n"));
  }

  @Test
  public void unboundedUpdate_removedLongAgo_forgotten() throws IOException {
    TableFiles files =
        new TableFiles(directory.toString(), "0123abcd", FileStyle.of(FileFormat.CSV), SCHEMA);
    MapState<String, byte[]> kept = kept();
    for (int i = 0; i < 300; i++) {
      batch(files, kept, i, replaced(i, List.of(row("w" + (i - 1), 0)), row("w" + i, i)));
    }
    assertThat(read("table.csv"), is("word,count\nw299,299\n"));
    // The row, and what left in the last 101 batches.
    assertThat(kept.keys().read(), iterableWithSize(102));
  }

  @Test
  public void unboundedUpdate_removedInAPipeline_gone() throws IOException {
    write(
        TestStream.create(CODER)
            .addElements(update(1, row("a", 1), row("b", 1)))
            .advanceProcessingTime(Duration.standardSeconds(1))
            .addElements(removed(2, "a"))
            .advanceWatermarkToInfinity());

    assertThat(read("table.csv"), is("word,count\nb,1\n"));
  }

  private static MapState<String, byte[]> kept() {
    return new InMemoryStateInternals.InMemoryMap<>(StringUtf8Coder.of(), ByteArrayCoder.of());
  }

  private static void batch(
      TableFiles files, MapState<String, byte[]> kept, long number, TableUpdate update)
      throws IOException {
    BatchWriter.Place place = new BatchWriter.Place("", 1, 1, number, number);
    long unused =
        files.write(new BatchWriter.Batch(number, OutputMode.UPDATE, List.of(update), place), kept);
  }

  @Test
  public void unboundedComplete_snapshots_replaced() throws IOException {
    write(
        TestStream.create(CODER)
            .addElements(complete(1, row("a", 1), row("b", 1)))
            .addElements(complete(2, row("c", 2)))
            .advanceWatermarkToInfinity());

    assertThat(read("table.csv"), is("word,count\nc,2\n"));
  }

  @Test
  public void write_leftovers_onlyOursRemoved() throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(".table.csv.tmp"), "torn");
    Files.writeString(directory.resolve(".part-00017-0123abcd.json.tmp"), "torn");
    Files.writeString(directory.resolve(".notes.tmp"), "not ours");

    write(bounded(update(1, row("a", 1))));

    assertThat(files(), contains(".notes.tmp", "table.csv"));
  }

  @Test
  public void write_directoryThatCannotBeMade_namesIt() throws IOException {
    Path file = Files.writeString(folder.getRoot().toPath().resolve("a"), "a file");

    PipelineExecutionException e =
        assertThrows(
            PipelineExecutionException.class, () -> write(bounded(update(1, row("a", 1)))));

    assertThat(
        requireNonNull(e.getCause()).getMessage(),
        startsWith("Could not create the directory \"" + file.resolve("table") + "\": "));
  }

  @Test
  public void write_pathOfAFile_refused() throws IOException {
    p.enableAbandonedNodeEnforcement(false);
    Path file = folder.newFile("words.csv").toPath();
    PCollection<TableUpdate> input = p.apply(bounded(update(1, row("a", 1))));

    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> input.apply(DirectoryIO.write(file.toString())));

    assertThat(
        e.getMessage(),
        is("\"" + file + "\" is a file. Give a directory, which may be a new one."));
  }

  private static PTransform<PBegin, PCollection<TableUpdate>> bounded(TableUpdate... updates) {
    return Create.of(List.of(updates)).withCoder(CODER);
  }

  private void write(PTransform<PBegin, PCollection<TableUpdate>> updates) {
    write(updates, FileFormat.CSV);
  }

  private void write(PTransform<PBegin, PCollection<TableUpdate>> updates, FileFormat format) {
    p.apply(updates).apply(DirectoryIO.write(directory.toString()).as(format));
    p.run().waitUntilFinish();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private String read(String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }
}
