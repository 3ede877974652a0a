package dev.cauce.runners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.options.ExperimentalOptions;
import org.joda.time.Duration;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class RunnersTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void options_direct_leaveOutWhatOnlyAuthorsNeed() {
    DirectOptions options =
        Runners.on("direct")
            .withParallelism(3)
            .withName("words")
            .toOptions()
            .as(DirectOptions.class);

    assertThat(options.getRunner(), equalTo(DirectRunner.class));
    assertThat(options.isEnforceImmutability(), is(false));
    assertThat(options.isEnforceEncodability(), is(false));
    assertThat(options.isBlockOnRun(), is(false));
    assertThat(options.getTargetParallelism(), is(3));
    assertThat(options.getJobName(), is("words"));
  }

  @Test
  public void options_flink_setWhatFlinkLeavesOff() {
    FlinkPipelineOptions options =
        flink(Runners.on("flink").withParallelism(3).withTrigger(Duration.millis(400)));

    assertThat(options.getRunner(), equalTo(FlinkRunner.class));
    assertThat(options.getFlinkMaster(), is("[local]"));
    assertThat(options.isStreaming(), is(true));
    assertThat(options.getParallelism(), is(3));
    assertThat(options.getMaxParallelism(), is(32));
    assertThat(options.getObjectReuse(), is(true));
    assertThat(options.getFasterCopy(), is(false));
    assertThat(options.getFinishBundleBeforeCheckpointing(), is(true));
    assertThat(options.getShutdownSourcesAfterIdleMs(), is(0L));
    assertThat(options.getMaxBundleTimeMills(), is(100L));
    assertThat(options.getMaxBundleSize(), is(100_000L));
    assertThat(options.getCheckpointingInterval(), is(-1L));
  }

  @Test
  public void bundleMillis_ofATrigger_isAQuarterOfItWithinBounds() {
    assertThat(FlinkSettings.bundleMillis(10), is(10L));
    assertThat(FlinkSettings.bundleMillis(400), is(100L));
    assertThat(FlinkSettings.bundleMillis(1_000), is(200L));
    assertThat(FlinkSettings.bundleMillis(60_000), is(200L));
  }

  @Test
  public void bufferTimeout_ofATrigger_isSmallBesideIt() throws IOException {
    assertThat(bufferTimeout(0), containsString("execution.buffer-timeout.interval: 0 ms\n"));
    assertThat(bufferTimeout(1_000), containsString("execution.buffer-timeout.interval: 50 ms\n"));
    assertThat(
        bufferTimeout(60_000), containsString("execution.buffer-timeout.interval: 100 ms\n"));
  }

  private static String bufferTimeout(long trigger) throws IOException {
    return conf(flink(Runners.on("flink").withTrigger(Duration.millis(trigger))));
  }

  @Test
  public void bounded_onFlink_allowsLongBundles() {
    assertThat(flink(Runners.on("flink").bounded()).getMaxBundleTimeMills(), is(86_400_000L));
    assertThat(flink(Runners.on("flink").bounded()).isStreaming(), is(true));
  }

  @Test
  public void options_flink_confineItToLoopbackAndToReading() throws IOException {
    String conf = conf(flink(Runners.on("flink")));

    assertThat(
        conf,
        allOf(
            containsString("rest.address: 127.0.0.1\n"),
            containsString("rest.bind-address: 127.0.0.1\n"),
            containsString("jobmanager.bind-host: 127.0.0.1\n"),
            containsString("taskmanager.bind-host: 127.0.0.1\n"),
            containsString("web.submit.enable: false\n"),
            containsString("web.cancel.enable: false\n"),
            containsString("restart-strategy.type: none\n")));
  }

  @Test
  public void networkBytes_growsWithParallelism() {
    assertThat(FlinkConf.networkBytes(1), is(16L << 20));
    assertThat(FlinkConf.networkBytes(2), is(16L << 20));
    assertThat(FlinkConf.networkBytes(16), is(10L * 16 * 57 * 32 * 1024));
  }

  @Test
  public void withBeamArgs_winOverOurs() {
    FlinkPipelineOptions options =
        flink(
            Runners.on("flink")
                .withBeamArgs(
                    "--maxBundleTimeMills=7",
                    "--objectReuse=false",
                    "--checkpointingInterval=500",
                    "--experiments=a,b"));

    assertThat(options.getMaxBundleTimeMills(), is(7L));
    assertThat(options.getObjectReuse(), is(false));
    assertThat(options.getCheckpointingInterval(), is(500L));
    assertThat(options.getMaxParallelism(), is(32));
    assertThat(options.as(ExperimentalOptions.class).getExperiments().size(), is(2));
    assertThat(
        Runners.on("direct")
            .withBeamArgs("--enforceImmutability=true", "--targetParallelism=1")
            .toOptions()
            .as(DirectOptions.class)
            .isEnforceImmutability(),
        is(true));
  }

  @Test
  public void withBeamArgs_flinkConfDir_winsSettingBySetting() throws IOException {
    Path dir = folder.newFolder().toPath();
    Files.write(
        dir.resolve("flink-conf.yaml"),
        "rest.port: 8085\nrestart-strategy.type: exponential-delay\n".getBytes(UTF_8));

    String conf = conf(flink(Runners.on("flink").withBeamArgs("--flinkConfDir=" + dir)));

    assertThat(
        conf,
        allOf(
            containsString("rest.port: 8085\n"),
            containsString("restart-strategy.type: exponential-delay\n"),
            containsString("rest.bind-address: 127.0.0.1\n"),
            not(containsString("restart-strategy.type: none"))));
  }

  @Test
  public void managedMemory_fourTenthsOfTheFreeHeap_unlessToldOtherwise() throws IOException {
    Matcher given =
        Pattern.compile("taskmanager\\.memory\\.managed\\.size: (\\d+)b\n")
            .matcher(conf(flink(Runners.on("flink"))));
    assertThat(given.find(), is(true));
    long most = Runtime.getRuntime().maxMemory();
    assertThat(
        Long.parseLong(given.group(1)),
        allOf(greaterThan(most / 10), lessThanOrEqualTo(most / 10 * 4)));

    Path dir = folder.newFolder().toPath();
    for (String own : List.of("size: 32m", "fraction: 0.1")) {
      String setting = "taskmanager.memory.managed." + own + "\n";
      Files.write(dir.resolve("flink-conf.yaml"), setting.getBytes(UTF_8));
      String conf = conf(flink(Runners.on("flink").withBeamArgs("--flinkConfDir=" + dir)));
      assertThat(conf, containsString(setting));
      assertThat(conf.split("memory.managed", -1).length, is(2));
    }
  }

  @Test
  public void withBeamArgs_flinkConfDirMissing_isRefused() {
    assertRefused(
        Runners.on("flink").withBeamArgs("--flinkConfDir=/no/such"),
        "--flinkConfDir: there is no directory \"/no/such\".");
  }

  @Test
  public void withBeamArgs_unknown_isRefusedByName() {
    assertRefused(
        Runners.on("direct").withBeamArgs("--checkpointing=5"),
        "Beam and this runner have no option \"--checkpointing\".");
    assertRefused(
        Runners.on("direct").withBeamArgs("targetParallelism=5"),
        "A Beam option is written --name=value, not \"targetParallelism=5\".");
    assertRefused(
        Runners.on("direct").withBeamArgs("--runner=SparkRunner"),
        "The runner is chosen by Cauce's own --runner, not by Beam's: take"
            + " \"--runner=SparkRunner\" out.");
  }

  @Test
  public void withBeamArgs_almostRight_isRefusedWithWhatWasMeant() {
    assertRefused(
        Runners.on("direct").withBeamArgs("--targetParalelism=5"),
        "Beam and this runner have no option \"--targetParalelism\"."
            + " Did you mean \"--targetParallelism\"?");
  }

  @Test
  public void on_unknownRunner_isRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Runners.on("spark"));

    assertThat(
        e.getMessage(),
        is("Unknown runner \"spark\". Known are: direct, flink, flink://HOST:PORT."));
  }

  @Test
  public void withParallelism_outOfBounds_isRefused() {
    Runners flink = Runners.on("flink");
    assertThrows(IllegalArgumentException.class, () -> flink.withParallelism(0));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> flink.withParallelism(33));

    assertThat(e.getMessage(), is("Parallelism must be from 1 to 32, not 33."));
  }

  @Test
  public void withCheckpoint_maximumParallelismLeftToFlink_isRefused() {
    assertRefused(
        Runners.on("flink")
            .withParallelism(2)
            .withCheckpoint("/state/here")
            .withBeamArgs("--maxParallelism=-1"),
        "--maxParallelism=-1: with a checkpoint it must be fixed, from the parallelism (2) to 32768,"
            + " for no other can go on with it. Leave it out for 32.");
  }

  private static void assertRefused(Runners runners, String message) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, runners::toOptions);
    assertThat(e.getMessage(), is(message));
  }

  private static FlinkPipelineOptions flink(Runners runners) {
    return runners.toOptions().as(FlinkPipelineOptions.class);
  }

  private static String conf(FlinkPipelineOptions options) throws IOException {
    String dir = Objects.requireNonNull(options.getFlinkConfDir());
    return new String(Files.readAllBytes(Path.of(dir, "flink-conf.yaml")), UTF_8);
  }
}
