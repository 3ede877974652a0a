package dev.cauce.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesRegex;
import static org.hamcrest.Matchers.startsWith;

import dev.cauce.runners.clustertest.LocalCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ClusterCommandTest {
  private static LocalCluster cluster;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path in;
  private Path out;

  @BeforeClass
  public static void clusterStarts() throws IOException {
    cluster = LocalCluster.start(1);
  }

  @AfterClass
  public static void clusterStops() throws IOException {
    cluster.close();
  }

  @Before
  public void input() throws IOException {
    in = folder.newFolder("in").toPath();
    out = folder.getRoot().toPath().resolve("out");
    write("a.txt", "to be or not to be\n");
  }

  @Test
  public void wordcount_boundedInput_isFollowedToItsEnd() throws IOException {
    Cauce run = wordcount(in + "?shared=true");

    assertThat(run.err(), run.code(), is(0));
    List<String> said = run.err().lines().toList();
    assertThat(
        said.get(0),
        matchesRegex(
            "Submitted \"wordcount\" to "
                + cluster.runner()
                + " in \\d+\\.\\d s: job [0-9a-f]{32}\\. Stop it with: cauce stop [0-9a-f]{32}"
                + " --runner "
                + cluster.runner()));
    assertThat(said.get(said.size() - 1), matchesRegex("Job [0-9a-f]{32}: FINISHED"));
    assertThat(table(), is("word,count\nbe,2\nnot,1\nor,1\nto,2\n"));
  }

  @Test
  public void aggregate_rowThatFailsTheRun_isOneLine() throws IOException {
    write("a.txt", "{\"n\":1}\n{\"n\":\"x\"}\n");

    Cauce run =
        Cauce.run(
            "aggregate",
            "--from",
            in + "?shared=true",
            "--to",
            out + "?shared=true",
            "--format",
            "json",
            "--schema",
            "n BIGINT",
            "--agg",
            "sum(n)",
            "--dead-letters",
            "none",
            "--parallelism",
            "1",
            "--runner",
            cluster.runner());

    assertThat(run.err(), run.code(), is(1));
    List<String> said = run.err().lines().toList();
    assertThat(said.get(said.size() - 1), containsString("\"n\""));
    assertThat(run.err().contains("\tat "), is(false));
  }

  @Test
  public void detach_jobsAndStop_thenGoneOnWithInThisJvm() throws Exception {
    Path checkpoint = folder.getRoot().toPath().resolve("checkpoint");
    String[] live = live(checkpoint, "--runner", cluster.runner(), "--detach");

    Cauce detached = Cauce.run(live);
    assertThat(detached.err(), detached.code(), is(0));
    Matcher job = Pattern.compile("job ([0-9a-f]{32})\\.").matcher(detached.err());
    assertThat(detached.err(), job.find(), is(true));
    Await.until(this::table, is("word,count\nbe,2\nnot,1\nor,1\nto,2\n"));

    Cauce jobs = Cauce.run("jobs", "--runner", cluster.runner());
    assertThat(jobs.code(), is(0));
    assertThat(
        jobs.out(),
        matchesRegex(
            "(?s)NAME +STATE +STARTED +ID +RESTARTS +CHECKPOINTS\n.*wordcount +RUNNING +\\S+ +"
                + job.group(1)
                + " +0 +\\d+\n.*"));

    Cauce second = Cauce.run(live(checkpoint));
    assertThat(second.code(), is(2));
    assertThat(
        second.err(),
        is(
            "--checkpoint \"file:"
                + checkpoint
                + "\" is in use: job \"wordcount\" is RUNNING on "
                + cluster.runner()
                + ". Stop it first: cauce stop "
                + job.group(1)
                + " --runner "
                + cluster.runner()
                + "\n"));

    Cauce stopped = Cauce.run("stop", job.group(1), "--runner", cluster.runner());
    assertThat(stopped.err(), stopped.code(), is(0));
    assertThat(
        stopped.out(),
        startsWith("Stopped: the next run goes on from file:" + checkpoint + "/run-"));

    write("b.txt", "to embed\n");
    String name = folder.getRoot().getName(); // other runs may be on
    String[] here = live(checkpoint, "--name", "moved-" + name);
    try (Forked embedded = new Forked(folder.newFolder().toPath(), here)) {
      embedded.await(this::table, is("word,count\nbe,2\nembed,1\nnot,1\nor,1\nto,3\n"));
      Cauce local = Cauce.run("jobs");
      assertThat(local.out(), containsString(" flink   file:" + checkpoint));

      Cauce ended = Cauce.run("stop", "moved-" + name);

      assertThat(ended.err(), ended.code(), is(0));
      assertThat(
          ended.out(),
          startsWith("Stopped: the next run goes on from file:" + checkpoint + "/run-"));
      assertThat(embedded.end().code(), is(143));
    }
  }

  @Test
  public void availableNow_inputThatGrows_takesWhatIsThereAndEnds() throws IOException {
    Path checkpoint = folder.getRoot().toPath().resolve("checkpoint");
    String[] once = live(checkpoint, "--trigger", "available-now", "--runner", cluster.runner());

    Cauce first = Cauce.run(once);

    assertThat(first.err(), first.code(), is(0));
    assertThat(first.err(), matchesRegex("(?s).*\nTook what was there: 1 rows in, \\d+ batches\n"));
    assertThat(table(), is("word,count\nbe,2\nnot,1\nor,1\nto,2\n"));

    write("b.txt", "to embed\n");
    Cauce second = Cauce.run(once);

    assertThat(second.err(), second.code(), is(0));
    assertThat(table(), is("word,count\nbe,2\nembed,1\nnot,1\nor,1\nto,3\n"));
    // And back to where it might have come from: all of it is in the checkpoint.
    write("c.txt", "or else\n");
    Cauce here = Cauce.run(live(checkpoint, "--trigger", "available-now"));

    assertThat(here.err(), here.code(), is(0));
    assertThat(table(), is("word,count\nbe,2\nelse,1\nembed,1\nnot,1\nor,2\nto,3\n"));
  }

  @Test
  public void stop_nothingOfThatName_isRefused() {
    Cauce stop = Cauce.run("stop", "no-such", "--runner", cluster.runner());

    assertThat(stop.code(), is(2));
    assertThat(
        stop.err(),
        is(
            "Nothing called \"no-such\" runs on "
                + cluster.runner()
                + ": see cauce jobs --runner "
                + cluster.runner()
                + ".\n"));
  }

  @Test
  public void wordcount_whatAClusterCannotDo_isRefusedTogether() {
    Cauce run =
        Cauce.run(
            "wordcount",
            "--from",
            "-",
            "--from",
            in.toString(),
            "--to",
            "console:",
            "--to",
            "memory:x",
            "--checkpoint",
            "state",
            "--runner",
            "flink://localhost:1");

    assertThat(run.code(), is(2));
    assertThat(
        run.err(),
        is(
            "--checkpoint \"state\": a path of this machine. If all machines of the cluster see the"
                + " same there, write --checkpoint 'state?shared=true'.\n"
                + "--from \"-\": the cluster cannot read the input of this process: use socket,"
                + " kafka or files.\n"
                + "--from \""
                + in
                + "\": a path of this machine. If all machines of the cluster see the same there,"
                + " write --from '"
                + in
                + "?shared=true'.\n"
                + "--to \"console:\": the cluster cannot print on this terminal: use a sink that it"
                + " reaches.\n"
                + "--to \"memory:x\": it lives in this process, where the cluster cannot reach"
                + " it.\n"));
  }

  @Test
  public void detach_withoutACluster_isRefused() {
    Cauce run = Cauce.run("wordcount", "--from", in.toString(), "--to", "console:", "--detach");

    assertThat(run.code(), is(2));
    assertThat(
        run.err(),
        is(
            "--detach needs a cluster that goes on without this process: --runner"
                + " flink://HOST:PORT.\n"));
  }

  private Cauce wordcount(String from) {
    return Cauce.run(
        "wordcount",
        "--from",
        from,
        "--to",
        out + "?shared=true",
        "--parallelism",
        "1",
        "--runner",
        cluster.runner());
  }

  private String[] live(Path checkpoint, String... more) {
    Stream<String> args =
        Stream.of(
            "wordcount",
            "--from",
            in + "?watch=100ms&shared=true",
            "--to",
            out + "?shared=true",
            "--mode",
            "complete",
            "--parallelism",
            "1",
            "--checkpoint-interval",
            "500ms",
            "--checkpoint",
            checkpoint + "?shared=true");
    return Stream.concat(args, Stream.of(more)).toArray(String[]::new);
  }

  private void write(String name, String lines) throws IOException {
    Path hidden = in.resolve("." + name);
    Files.writeString(hidden, lines);
    Files.move(hidden, in.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  /** The table as it is in the output's only file; empty before there is one. */
  private String table() {
    try (Stream<Path> files = Files.list(out)) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(f -> !f.getFileName().toString().startsWith(".")).toList()) {
        all.append(Files.readString(file));
      }
      return all.toString();
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
