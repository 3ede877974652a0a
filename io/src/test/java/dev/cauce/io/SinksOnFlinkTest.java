package dev.cauce.io;

import static dev.cauce.io.WordCounts.CODER;
import static dev.cauce.io.WordCounts.append;
import static dev.cauce.io.WordCounts.complete;
import static dev.cauce.io.WordCounts.row;
import static dev.cauce.io.WordCounts.update;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Batches on embedded Flink, whose timers and end of input are its own. */
public class SinksOnFlinkTest {
  @Rule public final transient TemporaryFolder folder = new TemporaryFolder();

  private final RecordingWriter writer = RecordingWriter.create();
  private final RecordingWriter other = RecordingWriter.create();
  private final RecordingWriter never = RecordingWriter.create();

  // One pipeline for several cases: starting Flink costs seconds.
  @Test
  public void unbounded_ticksAndTheRest_asOnTheDirectRunner() throws IOException {
    Pipeline p = Pipeline.create(flink(true));
    // An update a tick: how many come within the time of gathering is up to Flink's clock.
    List<List<TableUpdate>> updates =
        List.of(
            List.of(update(1, row("a", 1), row("b", 1))),
            List.of(update(2, row("a", 2), row("c", 1))),
            List.of(update(3, row("d", 3), row("e", 3))));
    p.apply("Updates", Read.from(new ScriptedUpdates(writer, updates)))
        .apply("WriteUpdates", Batches.to(writer));
    List<List<TableUpdate>> snapshots =
        List.of(List.of(complete(1, row("a", 1))), List.of(complete(2, row("a", 2))));
    p.apply("Snapshots", Read.from(new ScriptedUpdates(other, snapshots)))
        .apply("WriteSnapshots", Batches.to(other));
    TableUpdate late = update(2, row("a", 2), row(null, 7));
    List<List<TableUpdate>> rows =
        List.of(List.of(update(1, row("b", 1)), update(3, row("a", 3)), late));
    p.apply("Rows", Read.from(new ScriptedUpdates(never, rows)))
        .apply("WriteFiles", DirectoryIO.write(folder.getRoot().toString()));
    p.run().waitUntilFinish();

    assertThat(
        writer.batches(),
        contains("0 UPDATE [a=1, b=1]", "1 UPDATE [a=2, c=1]", "2 UPDATE [d=3, e=3]"));
    assertThat(other.batches(), contains("0 COMPLETE [a=1]", "1 COMPLETE [a=2]"));
    assertThat(
        Files.readString(folder.getRoot().toPath().resolve("table.csv")),
        is("word,count\n,7\na,3\nb,1\n"));
  }

  @Test
  public void bounded_rowsOrNone_asOnTheDirectRunner() {
    Pipeline p = Pipeline.create(flink(false));
    p.apply("Rows", Create.of(append(row("a", 1)), append(row("b", 2))).withCoder(CODER))
        .apply("WriteRows", Batches.to(writer).evenIfEmpty());
    p.apply("None", Create.empty(CODER)).apply("WriteNone", Batches.to(never));
    p.apply("NoneToo", Create.empty(CODER)).apply("WriteEmpty", Batches.to(other).evenIfEmpty());
    p.run().waitUntilFinish();

    assertThat(writer.batches(), contains("0 APPEND [a=1, b=2]"));
    assertThat(never.batches(), empty());
    assertThat(other.batches(), contains("0 COMPLETE []"));
  }

  private static FlinkPipelineOptions flink(boolean streaming) {
    FlinkPipelineOptions options = PipelineOptionsFactory.create().as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setFlinkMaster("[local]");
    options.setParallelism(2);
    options.setStreaming(streaming);
    options.setObjectReuse(true);
    options.setShutdownSourcesAfterIdleMs(0L);
    return options;
  }
}
