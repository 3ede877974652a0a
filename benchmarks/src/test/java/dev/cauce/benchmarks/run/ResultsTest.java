package dev.cauce.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Results as the contestants write them. */
public final class ResultsTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private List<String> rows() throws IOException {
    List<String> rows = new ArrayList<>();
    CsvCounts.readAll(
        folder.getRoot().toPath(),
        (bytes, from, to, count) ->
            rows.add(new String(bytes, from, to - from, UTF_8) + "=" + count));
    return rows;
  }

  @Test
  public void csv_filesWithHeaderAndQuotes_rowsOfAll() throws IOException {
    Path root = folder.getRoot().toPath();
    Files.writeString(
        root.resolve("part-0.csv"), "word,count\n\"\",3\n\"a,\"\"b\"\"\",12\r\nbe,1\n");
    Files.writeString(root.resolve("_SUCCESS"), "no row");
    Files.writeString(root.resolve(".part-1.crc"), "no row");
    Files.createDirectory(root.resolve("sub"));
    Files.writeString(root.resolve("sub/part-1"), ",5\nñu,2");
    assertThat(rows(), equalTo(List.of("=3", "a,\"b\"=12", "be=1", "=5", "ñu=2")));
  }

  @Test
  public void csv_lineThatIsNoRow_failure() throws IOException {
    Path file = folder.newFile("part").toPath();
    Files.writeString(file, "a,1\nb,x\n");
    assertThat(
        assertThrows(IOException.class, this::rows).getMessage(),
        equalTo("\"b,x\" in " + file + " is no row"));
  }

  @Test
  public void count_decimalOrJson_theNumber() {
    assertThat(TopicCount.Counts.count("17".getBytes(UTF_8)), equalTo(17L));
    assertThat(
        TopicCount.Counts.count("{\"word\":\"a:1}\",\"count\":42}".getBytes(UTF_8)), equalTo(42L));
    assertThat(TopicCount.Counts.count("{\"count\":null}".getBytes(UTF_8)), equalTo(-1L));
    assertThat(TopicCount.Counts.count(new byte[0]), equalTo(-1L));
  }

  @Test
  public void alert_csvOrJson_sensorAndTime() {
    assertThat(Alerts.alert("s00042,1700000000000,12.345,4.5000"), equalTo("s00042,1700000000000"));
    assertThat(
        Alerts.alert(
            "{\"series\":\"s00042\",\"x\":[1,{\"time\":2}],\"time\":\"2023-11-14T22:13:20.000Z\"}"),
        equalTo("s00042,1700000000000"));
  }

  @Test
  public void alerts_oneAgain_rightWhenAllHaveCome() {
    Alerts alerts = new Alerts(Set.of("s1,1", "s2,2"));
    alerts.add(null, "s1,1,0.5,3.1".getBytes(UTF_8));
    alerts.add(null, "s1,1,0.5,3.1".getBytes(UTF_8));
    assertThat(alerts.isRight(), is(false));
    assertThat(alerts.wrong(), equalTo("1 of 2 alerts have come"));
    alerts.add(null, "s2,2,0.5,3.1".getBytes(UTF_8));
    assertThat(alerts.isRight(), is(true));
    alerts.add(null, "s3,3,0.5,3.1".getBytes(UTF_8));
    assertThat(alerts.isRight(), is(false));
    assertThat(alerts.wrong(), equalTo("there is no alert s3,3"));
  }

  @Test
  public void wordRow_consoleTableOrCsv_wordAndCount() {
    assertThat(WordRow.of("|   the|  848|"), equalTo(new WordRow("the", 848)));
    assertThat(WordRow.of("|     |    3|"), equalTo(new WordRow("", 3)));
    assertThat(WordRow.of("|the  |848  |"), equalTo(new WordRow("the", 848)));
    assertThat(WordRow.of("be,,2"), equalTo(new WordRow("be,", 2)));
    assertThat(WordRow.of("\"a \"\"b\"\"\",2"), equalTo(new WordRow("a \"b\"", 2)));
    assertThat(WordRow.of("|  word|count|"), nullValue());
    assertThat(WordRow.of("+------+-----+"), nullValue());
    assertThat(WordRow.of("Batch: 0"), nullValue());
  }
}
