package dev.cauce.plot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import javax.imageio.ImageIO;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class PlotTest {
  private static final String HEADER =
      "series,time,value,score,expected,lower,upper,direction,severity,alert,reason,detector\n";
  private static final String ROWS =
      HEADER
          + "a,2024-01-01T00:00:00Z,1,0.1,1,0,2,NONE,,false,,x\n"
          + "b,2024-01-01T00:00:00.000001Z,5,0.8,1,0,2,UP,high,true,\"up, far\",x\n"
          + "a,2024-01-01T00:01:00Z,NaN,0.2,,,,NONE,,false,,x\n"
          + "b,2024-01-01T00:01:00Z,1,0.3,1,0,2,NONE,,false,,x\n";
  private static final int ALERT = 0xffc61f2b;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void draw_csv_seriesOfTheHighestScore() throws IOException {
    Path svg = path("picture.svg");

    assertThat(Plot.of(write("scores.csv", ROWS)).draw(svg), is(new Plot.Drawn("b", 2, 1, 2)));
    String picture = Files.readString(svg, UTF_8);
    assertThat(picture, containsString(">b</text"));
    assertThat(picture, containsString("2 readings, 1 alert, 2024-01-01T00:00:00Z"));
    assertThat(picture, containsString("rgb(198,31,43)"));
  }

  @Test
  public void draw_otherSeries_withoutAlerts() throws IOException {
    Path png = path("picture.png");

    assertThat(
        Plot.of(write("scores.csv", ROWS)).series("a").threshold(0.7).draw(png),
        is(new Plot.Drawn("a", 2, 0, 2)));
    BufferedImage picture = ImageIO.read(png.toFile());
    assertThat(picture.getWidth(), is(1200));
    assertThat(picture.getHeight(), is(700));
  }

  @Test
  public void draw_alerts_asDotsInBothPanels() throws IOException {
    StringBuilder rows = new StringBuilder(HEADER);
    for (int i = 0; i < 100; i++) {
      rows.append("a,").append(Instant.ofEpochSecond(60L * i)).append(",1,0.1,1,0,2,,,");
      rows.append(i == 50 ? "true" : "false").append(",,\n");
    }
    Path png = path("picture.png");

    Plot.of(write("scores.csv", rows.toString())).draw(png);

    BufferedImage picture = ImageIO.read(png.toFile());
    assertThat(dots(picture, 60, 450), greaterThan(30));
    assertThat(dots(picture, 575, 625), greaterThan(30)); // below the threshold's line
    assertThat(dots(picture, 60, 450), lessThan(80));
  }

  @Test
  public void draw_directoryOfJson_allButHiddenFiles() throws IOException {
    folder.newFolder("scores", "day=1");
    write("scores/part-1.json", "{\"time\":\"2024-01-01 00:00:00\",\"value\":1e308,\"score\":0}\n");
    write(
        "scores/day=1/part-2.json",
        "{\"x\":{\"y\":[1]},\"timestamp\":\"2024-01-02\",\"value\":-1e308,\"anomaly_score\":null,"
            + "\"lower\":\"-Infinity\",\"upper\":\"Infinity\"}\n{\"time\":\"2024-01-01T01:00:00+01:00\","
            + "\"value\":\"NaN\",\"score\":1}\n");
    write("scores/.part-3.json.tmp", "{\"ti");

    assertThat(Plot.of(path("scores")).draw(path("picture.svg")), is(new Plot.Drawn("", 3, 0, 1)));
    assertThat(Files.readString(path("picture.svg")), containsString(">scores</text"));
  }

  @Test
  public void draw_nameThatIsNoXml_replaced() throws IOException {
    write("scores.csv", "series,time,value,score\n<a&b\u0001>,2024-01-01,1,0\n");

    Plot.of(path("scores.csv")).draw(path("picture.svg"));

    assertThat(Files.readString(path("picture.svg")), containsString(">&lt;a&amp;b?&gt;</text"));
  }

  @Test
  public void draw_manyReadings_smallPictureWithThePeak() throws IOException {
    StringBuilder rows = new StringBuilder("time,value,score\n");
    for (int i = 0; i < 100_000; i++) {
      rows.append(Instant.ofEpochSecond(i)).append(i == 77_777 ? ",1000" : ",1").append(",0\n");
    }
    write("scores.csv", rows.toString());

    Plot.of(path("scores.csv")).draw(path("picture.svg"));

    String picture = Files.readString(path("picture.svg"));
    assertThat(picture.length(), lessThan(400_000));
    assertThat(picture, containsString(">1,000</text"));
  }

  @Test
  public void draw_refused_oneLineAndNoFile() throws IOException {
    Path good = write("scores.csv", ROWS);
    Path short1 = write("short.csv", HEADER + "a,2024-01-01\n");
    Path noNumber = write("number.csv", "time,value,score\n2024-01-01,one,0\n");
    Path noScore = write("header.csv", "time,value\n2024-01-01,1\n");
    Path noTime = write("time.json", "{\"time\":\"yesterday\",\"value\":1,\"score\":0}\n");
    Path torn = write("torn.json", "{\"time\":\"2024-01-01\",\"value\":1,\"score\":0}\n{\"time\":");

    assertThat(
        refusal(path("none.csv"), "a.svg"),
        is(
            "There are no results to draw in "
                + path("none.csv")
                + ": name a file of CSV or JSON lines, or a directory of such files, as cauce"
                + " anomalies --all-scores writes them."));
    assertThat(
        refusal(good, "a.jpg"),
        is("\"" + path("a.jpg") + "\" is no name of a picture: let it end in .svg or .png."));
    assertThat(
        refusal(short1, "a.svg"),
        is(short1 + ", line 2, is no row of results: 2 fields, 12 wanted."));
    assertThat(
        refusal(noNumber, "a.svg"),
        is(noNumber + ", line 2, is no row of results: value \"one\" is no number."));
    assertThat(
        refusal(noScore, "a.svg"),
        is(
            noScore
                + ", line 1, is no row of results: the header has no column \"score\": time, value"
                + " and score are needed."));
    assertThat(
        refusal(noTime, "a.svg"),
        is(noTime + ", line 1, is no row of results: time \"yesterday\" is no time in ISO-8601."));
    assertThat(refusal(torn, "a.svg"), containsString("torn.json, line 2, is no row of results: "));
    assertThat(
        refusal(write("empty.csv", HEADER), "a.svg"),
        is("There is no row in " + path("empty.csv") + ": nothing to draw."));
    assertThat(
        assertThrows(
                IllegalArgumentException.class, () -> Plot.of(good).series("c").draw(path("a.svg")))
            .getMessage(),
        is("There is no series \"c\" in " + good + ": it has a, b."));
    assertThat(Files.exists(path("a.svg")), is(false));
  }

  private String refusal(Path results, String picture) {
    String line =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> Plot.of(results).draw(path(picture)))
                .getMessage());
    assertThat(line, not(containsString("\n")));
    return line;
  }

  /** How many pixels of the rows have an alert's colour. */
  private static int dots(BufferedImage picture, int from, int to) {
    int dots = 0;
    for (int y = from; y < to; y++) {
      for (int x = 100; x < picture.getWidth(); x++) {
        dots += picture.getRGB(x, y) == ALERT ? 1 : 0;
      }
    }
    return dots;
  }

  private Path path(String name) {
    return folder.getRoot().toPath().resolve(name);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(path(name), text);
  }
}
