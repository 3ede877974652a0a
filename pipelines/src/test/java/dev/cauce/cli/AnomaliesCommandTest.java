package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Readings, from the command line to alerts, incidents and scores. */
public class AnomaliesCommandTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private static final String HEADER = "host,at,load\n";

  /** Two hosts, a reading a second, the times of one second apart; b jumps at 150 and at 300. */
  private static List<String> readings() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String time = String.format("2024-05-01T00:%02d:%02d", i / 60, i % 60);
      lines.add("a," + time + "Z," + (20 + i % 7));
      lines.add("b," + time + ".500Z," + (i == 150 || i == 300 ? 90 : 50 + i % 5));
    }
    return lines;
  }

  private Path write(String name, List<String> lines) throws IOException {
    Path file = Files.createDirectories(folder.getRoot().toPath().resolve("in")).resolve(name);
    return Files.writeString(file, HEADER + String.join("\n", lines) + "\n", UTF_8);
  }

  private Cauce anomalies(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "anomalies",
                "--from=" + folder.getRoot().toPath().resolve("in"),
                "--format=csv",
                "--header",
                "--event-time=at",
                "--dead-letters=" + folder.getRoot().toPath().resolve("dead") + "?format=csv"));
    args.addAll(List.of(more));
    for (String each :
        List.of(
            "--series=host", "--value=load", "--detector=z-score", "--to=console:?format=csv")) {
      String option = each.substring(0, each.indexOf('=') + 1);
      if (args.stream().noneMatch(arg -> arg.startsWith(option))) {
        args.add(each);
      }
    }
    return Cauce.run(args, "");
  }

  private List<String> lines(String directory) throws IOException {
    List<String> lines = new ArrayList<>();
    Path root = folder.getRoot().toPath().resolve(directory);
    try (Stream<Path> files = Files.list(root)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".csv")).toList()) {
        lines.addAll(Files.readAllLines(file, UTF_8));
      }
    }
    return lines.stream().filter(line -> !line.startsWith("series,")).sorted().toList();
  }

  private static String shortened(String row) {
    String[] cells = row.split(",", -1);
    return cells[0] + " " + cells[1] + " " + cells[2] + " " + cells[7] + " " + cells[8];
  }

  @Test
  public void run_onEachRunner_findsTheSame() throws IOException {
    write("one.csv", readings());
    for (String runner : List.of("direct", "flink")) {
      Cauce run = anomalies("--runner=" + runner);

      assertThat(run.err(), equalTo(""));
      assertThat(
          runner,
          run.out().lines().skip(1).sorted().map(AnomaliesCommandTest::shortened).toList(),
          equalTo(
              List.of(
                  "b 2024-05-01T00:02:30.500Z 90.0 UP CRITICAL",
                  "b 2024-05-01T00:05:00.500Z 90.0 UP CRITICAL")));
    }
  }

  @Test
  public void run_availableNowInPieces_givesTheScoresOfOneRun() throws IOException {
    List<String> all = readings();
    String root = folder.getRoot().toString();
    write("one.csv", all.subList(0, 250));
    write("two.csv", all.subList(250, 620));
    write("three.csv", all.subList(620, 800));
    Cauce whole =
        anomalies("--to=" + root + "/o?format=csv", "--all-scores=" + root + "/whole?format=csv");
    assertThat(whole.err(), equalTo(""));
    Files.delete(folder.getRoot().toPath().resolve("in/two.csv"));
    Files.delete(folder.getRoot().toPath().resolve("in/three.csv"));
    String[] options = {
      "--to=" + root + "/alerts?format=csv",
      "--all-scores=" + root + "/pieces?format=csv",
      "--checkpoint=" + root + "/checkpoint",
      "--trigger=available-now"
    };
    assertThat(anomalies(options).code(), equalTo(0));
    write("two.csv", all.subList(250, 620));
    assertThat(anomalies(options).code(), equalTo(0));
    write("three.csv", all.subList(620, 800));
    assertThat(anomalies(options).code(), equalTo(0));

    assertThat(lines("whole"), hasSize(800));
    assertThat(lines("pieces"), equalTo(lines("whole")));
    assertThat(
        lines("alerts").stream().map(AnomaliesCommandTest::shortened).toList(),
        equalTo(
            List.of(
                "b 2024-05-01T00:02:30.500Z 90.0 UP CRITICAL",
                "b 2024-05-01T00:05:00.500Z 90.0 UP CRITICAL")));
  }

  @Test
  public void run_updateAndComplete_haveTheOpenIncidents() throws IOException {
    List<String> calm = readings().subList(0, 500);
    write("one.csv", Stream.concat(calm.stream(), Stream.of("a,2024-05-01T00:04:20Z,99")).toList());
    for (String mode : List.of("update", "complete")) {
      Cauce run = anomalies("--mode=" + mode);

      assertThat(run.err(), equalTo(""));
      assertThat(
          mode,
          run.out().lines().map(line -> line.split(",detector|,z-score")[0]).toList(),
          equalTo(
              List.of(
                  "series,opened,last,alerts,unusual,peak_time,peak_value,peak_score,expected,"
                      + "direction,severity,reason",
                  "a,2024-05-01T00:04:20.000Z,2024-05-01T00:04:20.000Z,1,1,2024-05-01T00:04:20.000Z,"
                      + "99.0,0.9268845629292368,22.980000000000018,UP,CRITICAL,standard deviations from the mean"
                      + " over 1000 readings 38")));
    }
  }

  @Test
  public void run_rowsWithoutAReading_areDeadLetters() throws IOException {
    write(
        "one.csv",
        List.of(
            "a,2024-05-01T00:00:00Z,1",
            "a,2024-05-01T00:00:01Z,NaN",
            "a,2024-05-01T00:00:02Z,",
            "a,2024-05-01T00:00:03Z,1e308",
            "a,2024-05-01T00:00:04Z,1e999",
            "a,2024-05-01T00:00:05Z,x",
            ",2024-05-01T00:00:06Z,1",
            "a,yesterday,1"));
    Cauce run = anomalies("--schema=host string, at timestamp, load double");

    assertThat(run.code(), equalTo(0));
    assertThat(
        lines("dead").stream()
            .filter(line -> !line.startsWith("time,"))
            .map(line -> line.substring(line.indexOf("one.csv") + 8))
            .sorted()
            .toList(),
        equalTo(
            List.of(
                "\"event time: \"\"yesterday\"\" is no ISO-8601 time\",\"a,yesterday,1\"",
                "\"field \"\"load\"\": \"\"x\"\" is no double\",\"a,2024-05-01T00:00:05Z,x\"",
                "\"field \"\"load\"\": 1e999 is out of the range of double\",\"a,2024-05-01T00:00:04Z,1e999\"",
                "\"no reading: \"\"load\"\" is NaN, which is not finite\",\"a,2024-05-01T00:00:01Z,NaN\"",
                "\"no reading: \"\"load\"\" is missing\",\"a,2024-05-01T00:00:02Z,\"",
                "\"no series: \"\"host\"\" is missing\",\",2024-05-01T00:00:06Z,1\"")));
  }

  @Test
  public void run_seriesByFile_areApart() throws IOException {
    write("one.csv", readings().stream().filter(line -> line.startsWith("b")).toList());
    write("two.csv", readings().stream().filter(line -> line.startsWith("a")).toList());
    Cauce run = anomalies("--series=_file");

    assertThat(
        run.out().lines().skip(1).map(row -> row.split(",")[0]).distinct().toList(),
        equalTo(List.of(folder.getRoot().toPath().resolve("in/one.csv").toString())));
  }

  @Test
  public void run_sensitivity_isHowReadilyAReadingIsAnAnomaly() throws IOException {
    List<String> lines = new ArrayList<>(readings().subList(0, 200));
    lines.add("a,2024-05-01T00:01:40Z,30"); // 3.4 deviations above the mean
    write("one.csv", lines);

    assertThat(anomalies("--sensitivity=low").out().lines().skip(1).toList(), hasSize(0));
    assertThat(anomalies("--sensitivity=medium").out().lines().skip(1).toList(), hasSize(1));
  }

  @Test
  public void run_whatDoesNotGoTogether_isSaidTogether() throws IOException {
    write("one.csv", readings().subList(0, 4));
    Cauce run =
        anomalies(
            "--detector=z-scores", "--window=1m", "--value=load,,", "--all-scores=nowhere://x");

    assertThat(run.code(), equalTo(2));
    assertThat(run.err(), containsString("--window: anomalies has no windows"));
    assertThat(run.err(), containsString("There is no detector \"z-scores\": there are ["));
    assertThat(run.err(), containsString("--value \"load,,\" is no list of columns"));
    assertThat(run.err(), containsString("--all-scores"));
  }

  @Test
  public void run_plot_drawsTheSeriesWithTheHighestScore() throws IOException {
    write("one.csv", readings());
    Path picture = folder.getRoot().toPath().resolve("b.svg");
    Path killed = Files.createDirectory(folder.getRoot().toPath().resolve("b.svg.scores"));
    Files.writeString(killed.resolve("part.csv"), "series,time,value,score\nc,1970-01-01,1,1\n");
    Cauce run = anomalies("--plot=" + picture);

    assertThat(
        run.err(),
        equalTo(
            "Drew \"b\": 400 readings, 2 alerts, to "
                + picture
                + "; of 2 series the one with the highest score.\n"));
    assertThat(Files.readString(picture, UTF_8), containsString("<svg"));
    try (Stream<Path> left = Files.list(folder.getRoot().toPath())) {
      assertThat(
          left.map(path -> path.getFileName().toString()).sorted().toList(),
          equalTo(List.of("b.svg", "b.svg.scores", "in")));
    }
  }

  @Test
  public void run_plotOnACluster_isRefused() throws IOException {
    write("one.csv", readings().subList(0, 4));
    Cauce run = anomalies("--plot=b.svg", "--runner=flink://127.0.0.1:1");

    assertThat(run.code(), equalTo(2));
    assertThat(run.err(), containsString("--plot draws what this machine has"));
  }

  @Test
  public void run_twoValuesForADetectorOfOne_isRefused() throws IOException {
    write("one.csv", readings().subList(0, 4));
    Cauce run = anomalies("--value=load,host");

    assertThat(run.code(), equalTo(2));
    assertThat(run.err(), containsString("--detector \"z-score\" takes 1 column, --value names 2"));
  }
}
