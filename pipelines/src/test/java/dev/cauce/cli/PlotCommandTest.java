package dev.cauce.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class PlotCommandTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path scores;

  @Before
  public void scores() throws IOException {
    scores = folder.getRoot().toPath().resolve("scores.csv");
    Files.writeString(
        scores,
        """
        series,time,value,score,alert
        a,2024-01-01T00:00:00Z,1,0.1,false
        b,2024-01-01T00:00:00Z,9,0.9,true
        """);
  }

  @Test
  public void plot_resultsAlone_svgBesideThem() {
    Cauce run = Cauce.run("plot", scores.toString());

    Path picture = scores.resolveSibling("scores.svg");
    assertThat(run.err(), is("Drew \"b\": 1 reading, 1 alert, of 2 series, to " + picture + ".\n"));
    assertThat(run.code(), is(0));
    assertThat(run.out(), is(""));
    assertThat(Files.isRegularFile(picture), is(true));
  }

  @Test
  public void plot_options_pngOfTheSeries() throws IOException {
    Path picture = folder.getRoot().toPath().resolve("a.PNG");

    Cauce run =
        Cauce.run(
            "plot", "file://" + scores, "--out=" + picture, "--series", "a", "--threshold", "0.43");

    assertThat(
        run.err(), is("Drew \"a\": 1 reading, 0 alerts, of 2 series, to " + picture + ".\n"));
    assertThat(run.code(), is(0));
    assertThat(Files.readAllBytes(picture)[1], is((byte) 'P'));
  }

  @Test
  public void plot_everythingWrong_saidTogether() {
    Cauce run =
        Cauce.run(
            "plot", "--out", "a.gif", "--threshold", "2", "--colour", "red", "blue", "--series");

    assertThat(
        run.err(),
        is(
            """
            "--colour" is not an option of plot: use --out, --series or --threshold.
            "blue" is one too many: name one place of results.
            --series needs a value.
            --threshold "2" is no threshold: give a number from 0 to 1.
            --out "a.gif" is no name of a picture: let it end in .svg or .png.
            """));
    assertThat(run.code(), is(2));
  }

  @Test
  public void plot_nowhereToWrite_oneLine() {
    Path picture = folder.getRoot().toPath().resolve("none/a.svg");

    Cauce run = Cauce.run("plot", scores.toString(), "--out", picture.toString());

    assertThat(
        run.err(),
        is("There is no directory " + picture.getParent() + " for the picture: make it first.\n"));
    assertThat(run.code(), is(2));
  }

  @Test
  public void plot_noSuchResults_oneLine() {
    Cauce run = Cauce.run("plot", scores + "x");

    assertThat(
        run.err(),
        is(
            "There are no results to draw in "
                + scores
                + "x: name a file of CSV or JSON lines, or a directory of such files, as cauce"
                + " anomalies --all-scores writes them.\n"));
    assertThat(run.code(), is(2));
  }
}
