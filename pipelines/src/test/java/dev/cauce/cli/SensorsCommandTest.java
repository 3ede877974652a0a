package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SensorsCommandTest {
  private static final String PLANT = "../examples/sensors?charset=ISO-8859-1";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path out;

  @Before
  public void out() {
    out = folder.getRoot().toPath();
  }

  @Test
  public void sensors_solarPlant_sentinelsNeverReachAModel() throws IOException {
    Cauce run = run(PLANT, "--silence", "10m", "--all-scores", out + "/scores?format=csv");

    assertThat(run.err(), run.code(), is(0));
    List<String> scores = lines("scores");
    List<String> letters = lines("dead");
    assertThat(scores.size(), is(1 + 16 * 249)); // of 21 sensors, five are not there
    for (String absent :
        List.of(
            "Temperatur Sensor 5,",
            "Temperatur Sensor 6,",
            "Druck Sensor 7,",
            "Temperatur Sensor 8,",
            "Durchfluss Sensor 9,")) {
      assertThat(scores, everyItem(not(startsWith(absent))));
    }
    for (String score : scores.subList(1, scores.size())) {
      double value = Double.parseDouble(score.split(",", -1)[2]);
      assertThat(score, List.of(888.8, -88.8, -999.9, -9999.0).contains(value), is(false));
    }
    assertThat(letters.size(), is(5 * 249));
    assertThat(
        letters.get(0),
        containsString(
            "\"reason\":\"Temperatur Sensor 5: 888,8 °C means that there is no sensor\""));
    assertThat(
        lines("alerts"),
        hasItem(
            "2017-06-02T14:23:00.000Z,Temperatur Sensor 1,silence,,,,,,,,"
                + "\"no reading for 10m, since 2017-06-02T14:13:00Z\","));
    assertThat(
        lines("alerts"),
        hasItem(
            "2017-06-02T14:41:00.000Z,Temperatur Sensor 1,back,,,,,,,,"
                + "\"a reading again, after 28m\","));
  }

  @Test
  public void sensors_window_sameTableInEveryMode() throws IOException {
    List<String> expected =
        List.of(
            "window_start,window_end,sensor,unit,count,avg,min,max",
            "2024-01-01T00:00:00.000Z,2024-01-01T00:10:00.000Z,Ölstand,%,2,50.5,50.0,51.0",
            "2024-01-01T00:10:00.000Z,2024-01-01T00:20:00.000Z,Ölstand,%,1,99.0,99.0,99.0");
    Path data = tank();
    for (String mode : List.of("append", "update", "complete")) {
      Cauce run =
          Cauce.run(
              "sensors",
              "--from",
              data + "?charset=ISO-8859-1",
              "--to",
              out + "/" + mode + "?format=csv",
              "--mode",
              mode,
              "--window",
              "10m",
              "--dead-letters",
              out + "/dead-" + mode,
              "--progress",
              "none");

      assertThat(run.err(), run.code(), is(0));
      assertThat(mode, lines(mode).stream().sorted(headerFirst()).toList(), is(expected));
      assertThat(lines("dead-" + mode).size(), is(2));
    }
  }

  @Test
  public void sensors_rules_overTheUnit() throws IOException {
    Cauce run =
        Cauce.run(
            "sensors",
            "--from",
            tank() + "?charset=ISO-8859-1",
            "--to",
            out + "/table?format=csv",
            "--window",
            "1h",
            "--clean",
            "Öl*:max=98,sentinel=50",
            "--dead-letters",
            out + "/dead",
            "--progress",
            "none");

    assertThat(run.err(), run.code(), is(0));
    assertThat(
        lines("table").get(1),
        is("2024-01-01T00:00:00.000Z,2024-01-01T01:00:00.000Z,Ölstand,%,1,51.0,51.0,51.0"));
    assertThat(lines("dead").size(), is(4));
  }

  @Test
  public void sensors_windowAndAlerts_both() throws IOException {
    Cauce run =
        run(
            PLANT,
            "--window",
            "1h",
            "--sensors",
            "Temperatur Sensor 1",
            "--detector",
            "none",
            "--silence",
            "10m",
            "--alerts",
            out + "/alerts2?format=csv");

    assertThat(run.err(), run.code(), is(0));
    assertThat(lines("alerts").size(), is(1 + 6));
    assertThat(lines("alerts2").size(), is(1 + 2));
  }

  @Test
  public void sensors_everythingWrong_saidTogether() {
    Cauce run =
        Cauce.run(
            "sensors",
            "--from",
            "socket://localhost:1",
            "--to",
            "console:",
            "--mode",
            "complete",
            "--detector",
            "none",
            "--alerts",
            "console:");

    assertThat(run.code(), is(2));
    assertThat(
        run.err(),
        is(
            """
            --mode complete: alerts come once and stay; use append, or --window for a table by sensor.
            --alerts belongs to --window: without it alerts go to --to.
            --detector none leaves nothing to do: give --window or --silence.
            --columns is missing, and there is no file to take the header from: give the line that names the columns.
            """));
  }

  @Test
  public void check_socketWithColumns_saysWhatItTakes() {
    Cauce run =
        Cauce.run(
            "check",
            "sensors",
            "--from",
            "socket://localhost:1",
            "--to",
            "console:",
            "--columns",
            "at;t [°C];state",
            "--event-time",
            "at:dd.MM.yyyy HH:mm",
            "--silence",
            "5m");

    assertThat(run.out(), run.code(), is(0));
    assertThat(run.out(), containsString("  note          Sensors: t.\n"));
    assertThat(
        run.out(),
        containsString("No sensors, for they have no unit: state. Give --sensors if they are.\n"));
    assertThat(
        run.out(),
        containsString(
            "state         when each sensor was heard of last, until it is silent for 35 days\n"));
  }

  private Cauce run(String from, String... options) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "sensors",
                "--from",
                from,
                "--to",
                out + "/alerts?format=csv",
                "--dead-letters",
                out + "/dead",
                "--progress",
                "none"));
    args.addAll(List.of(options));
    return Cauce.run(args.toArray(String[]::new));
  }

  private Path tank() throws IOException {
    Path data = out.resolve("data");
    Files.createDirectories(data);
    Files.write(
        data.resolve("tank.csv"),
        """
        Zeit;Ölstand [%];Text
        01.01.2024 00:01;50,0;gut
        01.01.2024 00:02;-999,9;fort
        01.01.2024 00:03;51,0;gut
        01.01.2024 00:04;101,0;voll
        01.01.2024 00:12;99,0;gut
        """
            .getBytes(ISO_8859_1));
    return data;
  }

  private static Comparator<String> headerFirst() {
    return Comparator.comparing((String line) -> !line.startsWith("window_start"))
        .thenComparing(line -> line);
  }

  /** The lines of all files in a directory. */
  private List<String> lines(String directory) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(out.resolve(directory))) {
      for (Path file : files.filter(f -> !f.getFileName().toString().startsWith(".")).toList()) {
        lines.addAll(Files.readAllLines(file, UTF_8));
      }
    }
    return lines;
  }
}
