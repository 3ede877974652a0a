package dev.cauce.benchmarks.nab;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class NabOutputTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path data;
  private Path scores;
  private Path results;

  @Before
  public void readings() throws IOException {
    Path category = folder.newFolder("nab", "data", "x").toPath();
    data = category.resolve("..").normalize();
    scores = folder.newFolder("scores").toPath();
    results = folder.getRoot().toPath().resolve("out");
    Files.writeString(
        data.resolve("x/a.csv"),
        """
        timestamp,value
        2014-11-02 01:00:00,1.50
        2014-11-02 01:30:00,2
        2014-11-02 01:00:00,3
        2014-11-02 01:00:00,1.5
        2014-11-02 02:00:00,
        2014-11-02 02:30:00,5
        """);
  }

  @Test
  public void write_anyOrder_rowsInTheInputsOrderUnjudgedOnes0() throws IOException {
    Files.writeString(
        scores.resolve("part-1.csv"),
        """
        series,time,value,score,reason
        FILE,2014-11-02T01:00:00Z,1.5,0.1,"a, b"
        FILE,2014-11-02T01:00:00Z,3.0,0.2,
        FILE,2014-11-02T01:00:00Z,1.5,0.3,
        FILE,2014-11-02T01:30:00Z,2.0,1.0E-4,
        """
            .replace("FILE", data.resolve("x/a.csv").toString()));
    Files.writeString(scores.resolve(".part-2.csv"), "series,ti");

    assertThat(NabOutput.write(data, scores, results), is("4 of 6 readings judged, of 1 files"));
    assertThat(
        Files.readString(results.resolve("x/a.csv")),
        is(
            """
            timestamp,value,anomaly_score
            2014-11-02 01:00:00,1.50,0.1
            2014-11-02 01:30:00,2,1.0E-4
            2014-11-02 01:00:00,3,0.2
            2014-11-02 01:00:00,1.5,0.3
            2014-11-02 02:00:00,,0.0
            2014-11-02 02:30:00,5,0.0
            """));
  }

  @Test
  public void write_scoreOfNoReading_refused() throws IOException {
    Files.writeString(
        scores.resolve("part-1.csv"),
        "series,time,value,score\nx/a.csv,2014-11-02T01:00:00Z,7,0.1\n");

    assertThat(
        assertThrows(IllegalArgumentException.class, () -> NabOutput.write(data, scores, results))
            .getMessage(),
        is("1 scores belong to no reading."));
  }
}
