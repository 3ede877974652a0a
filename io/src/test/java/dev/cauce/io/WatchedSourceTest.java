package dev.cauce.io;

import static dev.cauce.io.FileTests.write;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import dev.cauce.row.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.SerializableUtils;
import org.joda.time.Duration;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class WatchedSourceTest {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();
  private static final ConcurrentLinkedQueue<String> COLLECTED = new ConcurrentLinkedQueue<>();

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Before
  @After
  public void openIntake() {
    Intake.open();
    COLLECTED.clear();
  }

  @Test
  public void reader_recreatedFromItsMark_takesOverWhatTheFormerHeld() throws IOException {
    write(dir(), "a", "1\n", 1000);
    write(dir(), "b", "2\n", 2000);
    WatchedSource source = source("taken over");
    WatchedReader reader = source.createReader(OPTIONS, null);
    assertThat(reader.start(), is(true));
    FileMark mark = FileTests.recoded(reader.getCheckpointMark());
    reader.close();
    write(dir(), "c", "not looked for", 3000); // a new reader would look, and find it at once
    WatchedReader next = source.createReader(OPTIONS, mark);
    assertThat(next.start(), is(true));
    assertThat(next.getCurrent().get(0).line(0), is("2"));
    assertThat(next.advance(), is(false));
    next.close();
  }

  @Test
  public void reader_filesThatWait_blocksAreFollowedButForTheLast() throws IOException {
    String large = ("x".repeat(99) + "\n").repeat(4000); // 400,000 bytes: two blocks
    write(dir(), "a", large, 1000);
    write(dir(), "b", "2\n", 2000);
    WatchedReader reader = source("followed").createReader(OPTIONS, null);
    List<Boolean> followed = new ArrayList<>();
    for (boolean more = reader.start(); more; more = reader.advance()) {
      reader.getCurrent().forEach(block -> followed.add(block.isFollowed()));
    }
    reader.close();
    assertThat(followed, is(List.of(true, true, false)));
  }

  @Test
  public void reader_recreatedFromAnOlderMark_goesBackToIt() throws IOException {
    write(dir(), "a", "1\n", 1000);
    write(dir(), "b", "2\n", 2000);
    WatchedSource source = source("older");
    WatchedReader reader = source.createReader(OPTIONS, null);
    assertThat(reader.start(), is(true));
    FileMark older = FileTests.recoded(reader.getCheckpointMark());
    assertThat(reader.advance(), is(true));
    assertThat(reader.getCurrent().get(0).line(0), is("2"));
    reader.getCheckpointMark();
    reader.close();
    WatchedReader again = source.createReader(OPTIONS, older);
    assertThat(again.start(), is(true));
    assertThat(again.getCurrent().get(0).line(0), is("2"));
    again.close();
  }

  @Test
  public void reader_closedAfterHandingOutMoreThanItsMark_theMarkCounts() throws IOException {
    write(dir(), "a", "1\n", 1000);
    write(dir(), "b", "2\n", 2000);
    WatchedSource source = source("more");
    WatchedReader reader = source.createReader(OPTIONS, null);
    assertThat(reader.start(), is(true));
    FileMark mark = reader.getCheckpointMark();
    assertThat(reader.advance(), is(true));
    reader.close();
    WatchedReader again = source.createReader(OPTIONS, mark);
    assertThat(again.start(), is(true));
    assertThat(again.getCurrent().get(0).line(0), is("2"));
    again.close();
  }

  @Test
  public void advance_intakeClosed_endsForEver() throws IOException {
    write(dir(), "a", "1\n", 1000);
    WatchedReader reader = source("closed").createReader(OPTIONS, null);
    assertThat(reader.start(), is(true));
    new Intake().stopReading();
    assertThat(reader.advance(), is(false));
    assertThat(reader.getWatermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
    Intake.open();
    assertThat(reader.advance(), is(false));
    reader.close();
  }

  @Test
  public void source_serialized_staysTheSame() throws IOException {
    write(dir(), "a", "1\n", 1000);
    WatchedSource source = SerializableUtils.clone(source("serialized"));
    assertThat(source.id(), is("serialized" + dir()));
    WatchedReader reader = source.createReader(OPTIONS, null);
    assertThat(reader.start(), is(true));
    assertThat(source.split(4, OPTIONS), is(List.of(source)));
    reader.close();
  }

  @Test
  public void coder_marks_areWrittenAndReadWhole() throws Exception {
    FileMark mark =
        new FileMark(
            7,
            1_700_000_000_000L,
            -5,
            new SeenFiles.Snapshot(new byte[0], 0, 0),
            new FileMark.Current("\u00FC.log", 10, 20, 1L << 40, true),
            List.of(new FileCleaner.Done("x", 1, 2)),
            List.of(new FileMark.Grown("y", -3, 4, true, 64, -6, 77)),
            null);
    FileMark read = FileTests.recoded(mark);
    assertThat(read.token(), is(7L));
    assertThat(read.time(), is(1_700_000_000_000L));
    assertThat(read.floor(), is(-5L));
    assertThat(read.current(), is(mark.current()));
    assertThat(read.done(), is(mark.done()));
    assertThat(read.followed(), is(mark.followed()));
    CoderProperties.coderSerializable(new FileMarkCoder());
    byte[] other = FileTests.encoded(mark);
    other[0] = 99;
    assertThrows(
        CoderException.class,
        () -> new FileMarkCoder().decode(new java.io.ByteArrayInputStream(other)));
  }

  /** The runner makes readers anew from their marks at random; rows must come once all the same. */
  @Test
  public void pipeline_filesThatCome_eachRowOnceThenEnds() throws Exception {
    for (int i = 0; i < 300; i++) {
      write(dir(), "there" + i, "there " + i + "\nmore\n", 1000);
    }
    Pipeline p = Pipeline.create(direct());
    p.apply(read(10)).apply(Lines.each()).apply("Collect", ParDo.of(new CollectFn()));
    PipelineResult result = p.run();
    await(600);
    for (int i = 0; i < 200; i++) {
      // Whole at once: between creating and filling it, two looks of 10 ms may find it empty.
      Path made = write(dir(), ".new" + i, "new " + i, System.currentTimeMillis());
      Files.move(made, dir().resolve("new" + i));
    }
    await(800);
    new Intake().stopReading();
    assertThat(result.waitUntilFinish(), is(PipelineResult.State.DONE));
    assertThat(COLLECTED.size(), is(800));
    Set<String> distinct = ConcurrentHashMap.newKeySet();
    distinct.addAll(COLLECTED);
    assertThat(distinct.size(), is(501));
    assertThat(FilesSourceTest.counters(result).get("numInputRows"), is(800L));
  }

  @Test
  public void pipeline_followedFile_rowsAsTheyAreAppended() throws Exception {
    Path file = write(dir(), "a.log", "1\n2", 1000);
    Pipeline p = Pipeline.create(direct());
    p.apply(read(10).following()).apply(Lines.each()).apply("Collect", ParDo.of(new CollectFn()));
    PipelineResult result = p.run();
    await(1);
    FileTests.append(file, "2\n3\n", 2000);
    await(3);
    new Intake().stopReading();
    assertThat(result.waitUntilFinish(), is(PipelineResult.State.DONE));
    assertThat(COLLECTED.stream().sorted().toList(), contains("1", "22", "3"));
  }

  private static PipelineOptions direct() {
    return PipelineOptionsFactory.fromArgs("--runner=DirectRunner", "--blockOnRun=false").create();
  }

  private static void await(int rows) {
    long limit = System.nanoTime() + 60_000_000_000L;
    while (COLLECTED.size() < rows && System.nanoTime() < limit) {
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(COLLECTED.size(), greaterThanOrEqualTo(rows));
  }

  private static final class CollectFn extends DoFn<String, Void> {
    @ProcessElement
    public void process(@Element String row) {
      COLLECTED.add(row);
    }
  }

  private WatchedSource source(String id) {
    return new WatchedSource(read(60_000).settings(), id + dir(), 1);
  }

  private DirectoryIO.Read read(long millis) {
    return DirectoryIO.read(folder.getRoot().getPath()).watchingEvery(Duration.millis(millis));
  }

  private Path dir() {
    return folder.getRoot().toPath();
  }
}
