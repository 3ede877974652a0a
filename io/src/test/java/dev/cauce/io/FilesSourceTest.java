package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.cauce.row.Lines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.SourceTestUtils;
import org.apache.beam.sdk.testing.TestPipeline;
import org.joda.time.Instant;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class FilesSourceTest {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final TestPipeline p = TestPipeline.create();

  @Test
  public void read_files_inOrderOfModificationWithTheirPathAndTime() throws Exception {
    Path b = FileTests.write(dir(), "b.txt", "3\n4", 1000);
    Path a = FileTests.write(dir(), "a.txt", "5\n", 2000);
    FileTests.write(dir(), "c.txt", "", 3000);
    List<Lines> blocks = SourceTestUtils.readFromSource(source(read()), OPTIONS);
    assertThat(
        blocks,
        contains(
            Lines.of(b.toString(), Instant.ofEpochMilli(1000), List.of("3", "4")),
            Lines.of(a.toString(), Instant.ofEpochMilli(2000), List.of("5"))));
  }

  @Test
  public void read_namesLeftAlone_giveNothing() throws Exception {
    for (String name : List.of(".a", "_SUCCESS", "a.tmp", "b.csv")) {
      FileTests.write(dir(), name, name, 1000);
    }
    FileTests.write(dir(), "c.log", "yes", 1000);
    assertThat(rows(source(read().matching("*.log"))), contains("yes"));
    // Named by itself a file is read, whatever its name.
    DirectoryIO.Read one = DirectoryIO.read(dir().resolve("a.tmp").toString());
    assertThat(rows(source(one)), contains("a.tmp"));
  }

  @Test
  public void split_randomFilesIntoRanges_sameRowsAsInOnePiece() throws Exception {
    long seed = Long.getLong("cauce.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      byte[] text = FileCutterTest.randomText(random, random.nextInt(200));
      Path file = Files.write(folder.newFile().toPath(), text);
      FileSettings settings = DirectoryIO.read(file.toString()).settings();
      List<FileRange> whole = new FilesSource(settings).ranges();
      List<String> all = new ArrayList<>();
      for (List<FileRange> part :
          FilesSource.split(whole, 1 + random.nextInt(50), 1 + random.nextInt(5))) {
        all.addAll(rows(new FilesSource(settings, part)));
      }
      assertThat("seed " + seed, all, is(FileCutterTest.reference(text, 1 << 20)));
    }
  }

  @Test
  public void split_bigAndSmallFiles_partsOfAboutTheSameSize() {
    List<FileRange> files = new ArrayList<>();
    files.add(new FileRange("big", 0, 100_000_000, 0));
    for (int i = 0; i < 1000; i++) {
      files.add(new FileRange("small" + i, 0, 100_000, 0));
    }
    List<List<FileRange>> parts = FilesSource.split(files, 50_000_000, 1 << 20);
    assertThat(parts.size(), is(4));
    for (List<FileRange> part : parts) {
      long bytes = part.stream().mapToLong(range -> range.end() - range.start()).sum();
      assertThat(bytes, allOf(greaterThan(48_000_000L), lessThan(52_000_000L)));
    }
  }

  @Test
  public void split_bigFileOnTheRunner_sameRowsFromSeveralParts() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 500_000; i++) {
      text.append("row ").append(i).append(i % 2 == 0 ? "\n" : "\r\n");
    }
    FileTests.write(dir(), "big", text.toString(), 1000);
    FilesSource source = source(read());
    List<? extends BoundedSource<Lines>> parts =
        source.split(source.getEstimatedSizeBytes(OPTIONS) / 4, OPTIONS);
    assertThat(parts.size(), is(4));
    List<String> all = new ArrayList<>();
    for (BoundedSource<Lines> part : parts) {
      all.addAll(rows(part));
      SourceTestUtils.assertUnstartedReaderReadsSameAsItsSource(
          part.createReader(OPTIONS), OPTIONS);
    }
    assertThat(all.equals(rows(source)), is(true));
    assertThat(all.get(499_999), is("row 499999"));
  }

  @Test
  public void read_emptyDirectory_isFine() throws Exception {
    assertThat(rows(source(read())), empty());
    assertThat(source(read()).split(1000, OPTIONS).size(), is(1));
  }

  @Test
  public void read_gzip_isDecompressedAndABrokenFileLeftOut() throws Exception {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(dir().resolve("a.gz")))) {
      out.write("one\ntwo".getBytes(UTF_8));
    }
    FileTests.write(dir(), "b.gz", "not gzip at all", 1000);
    FileTests.write(dir(), "c.gz", "", 1000);
    assertThat(rows(source(read().compressedBy("gzip"))), contains("one", "two"));
  }

  @Test
  public void read_utf16_isCutAfterDecoding() throws Exception {
    Files.write(dir().resolve("a"), "\u010A\u0A0D\r\n\uD83D\uDE00\nb".getBytes(UTF_16));
    assertThat(
        rows(source(read().withCharset(UTF_16))),
        contains("\u010A\u0A0D", "\uD83D\uDE00", "b")); // bytes 0A and 0D inside of characters
  }

  @Test
  public void read_shiftJis_rowsBecomeUtf8() throws Exception {
    Charset sjis = Charset.forName("Shift_JIS");
    Files.write(dir().resolve("a"), "\u65E5\u672C\n\u8868\n".getBytes(sjis));
    assertThat(rows(source(read().withCharset(sjis))), contains("\u65E5\u672C", "\u8868"));
  }

  @Test
  public void pipeline_oddFiles_areLeftOutAndCountedOnceEach() throws Exception {
    FileTests.write(dir(), "a.log", "good\nrows\n", 1000);
    Files.write(dir().resolve("b.log"), new byte[] {'b', 'a', 'd', (byte) 0xFF, '\n'});
    FileTests.write(dir(), "c.log", "x".repeat(101) + "\ny", 1000);
    Files.createDirectory(dir().resolve("d.log"));
    Files.createSymbolicLink(dir().resolve("e.log"), dir().resolve("e.log"));
    Files.createSymbolicLink(dir().resolve("f.log"), dir().resolve("nowhere"));
    mkfifo(dir().resolve("g.log"));
    PAssert.that(p.apply(read().withMaxLineBytes(100)).apply(Lines.each()))
        .containsInAnyOrder("good", "rows", "bad\uFFFD", "y");
    PipelineResult result = p.run();
    result.waitUntilFinish();
    assertThat(
        counters(result),
        is(
            Map.of(
                "numInputRows", 4L,
                "numMalformedRows", 1L,
                "numOversizedLines", 1L,
                "numFilesSkipped", 4L)));
  }

  @Test
  public void read_fileDeletedAfterTheListing_failsWithOneClearLine() throws Exception {
    Path file = FileTests.write(dir(), "a", "row", 1000);
    BoundedSource<Lines> part = source(read()).split(1000, OPTIONS).get(0);
    Files.delete(file);
    IOException e =
        org.junit.Assert.assertThrows(
            IOException.class, () -> SourceTestUtils.readFromSource(part, OPTIONS));
    assertThat(
        e.getMessage(),
        is(
            "\""
                + file
                + "\" was there at the start and is gone; leave files in place until the"
                + " read has ended"));
  }

  @Test
  public void pipeline_manySmallFiles_allRows() throws Exception {
    for (int i = 0; i < 1000; i++) {
      FileTests.write(dir(), "f" + i, "row\n", 1000);
    }
    List<String> found = new ArrayList<>();
    for (BoundedSource<Lines> part : source(read()).split(1000, OPTIONS)) {
      found.addAll(rows(part));
    }
    assertThat(found.size(), is(1000));
    assertThat(source(read()).split(1000, OPTIONS).size(), is(4));
  }

  static Map<String, Long> counters(PipelineResult result) {
    MetricQueryResults metrics = result.metrics().queryMetrics(MetricsFilter.builder().build());
    Map<String, Long> counters = new TreeMap<>();
    metrics
        .getCounters()
        .forEach(
            counter -> {
              if (counter.getName().getNamespace().equals("cauce")) {
                counters.put(counter.getName().getName(), counter.getCommitted());
              }
            });
    return counters;
  }

  static void mkfifo(Path path) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor(), is(0));
  }

  private Path dir() {
    return folder.getRoot().toPath();
  }

  private DirectoryIO.Read read() {
    return DirectoryIO.read(folder.getRoot().getPath());
  }

  private static FilesSource source(DirectoryIO.Read read) {
    return new FilesSource(read.settings());
  }

  private static List<String> rows(BoundedSource<Lines> source) throws IOException {
    return SourceTestUtils.readFromSource(source, OPTIONS).stream()
        .flatMap(block -> FileTests.rows(block).stream())
        .toList();
  }
}
