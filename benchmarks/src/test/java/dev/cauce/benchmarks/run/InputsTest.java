package dev.cauce.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class InputsTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path books() throws IOException {
    Path books = folder.newFolder("books").toPath();
    Files.writeString(books.resolve("a.txt"), "to be or not to be\n\nto  be\n");
    return books;
  }

  @Test
  public void textInput_bytes_everyWordAndTheTruth() throws IOException {
    Path data = folder.newFolder("data").toPath();
    TextSpec spec = new TextSpec(50_000, 0, 500, 0, 3);
    TextInput input = TextInput.of(data, books(), spec);
    assertThat(input.truth().size(), equalTo(500));
    assertThat(input.files().size(), equalTo(3));
    WordCounts counted = new WordCounts();
    for (Path file : input.files()) {
      counted.addText(Files.newInputStream(file));
    }
    assertThat(WordCountsTest.map(input.truth()), equalTo(WordCountsTest.map(counted)));
  }

  @Test
  public void textInput_lines_soManyOfSoManyWords() throws IOException {
    Path data = folder.newFolder("data").toPath();
    TextInput input = TextInput.of(data, books(), new TextSpec(0, 10, 20, 8, 1));
    List<String> lines = Files.readAllLines(input.files().get(0), UTF_8);
    assertThat(lines.size(), equalTo(10));
    assertThat(lines.stream().allMatch(line -> line.split(" ", -1).length == 8), is(true));
    assertThat(input.truth().total(), equalTo(80L));
    assertThat(input.truth().size(), equalTo(20));
  }

  @Test
  public void repeated_twice_eachFileTwice() throws IOException {
    Path data = folder.newFolder("data").toPath();
    TextInput input = TextInput.of(data, books(), new TextSpec(0, 10, 20, 8, 1));
    Path twice = input.repeated(2);
    assertThat(Files.exists(twice.resolve("part-00.txt-0")), is(true));
    assertThat(
        Files.readString(twice.resolve("part-00.txt-1")),
        equalTo(Files.readString(input.files().get(0))));
    assertThat(input.repeated(1), equalTo(input.files().get(0).getParent()));
  }

  @Test
  public void readings_scored_onlyPlantedOnesAreAlerts() {
    Readings readings = new Readings(20, 300);
    ScoreTruth truth = new ScoreTruth(20);
    readings.each(truth);
    // One for each of the first 9 that is planted, and the last two.
    assertThat(truth.alerts().size(), equalTo(11));
    assertThat(truth.alerts().contains("s00018,1700000299000"), is(true));
    assertThat(truth.alerts().contains("s00019,1700000299000"), is(true));
  }

  @Test
  public void decimal_thousandths_threeDigits() {
    assertThat(Readings.decimal(12_345), equalTo("12.345"));
    assertThat(Readings.decimal(9_007), equalTo("9.007"));
  }

  @Test
  public void scoreTruth_handMade_fromThe31stOn() {
    ScoreTruth truth = new ScoreTruth(1);
    for (int i = 0; i < 30; i++) {
      truth.reading(0, i, i % 2 == 0 ? 1_000 : 3_000); // mean 2, deviation sqrt(30 / 29)
    }
    truth.reading(0, 30, 5_052); // 3.0007 of 1.0171
    truth.reading(0, 31, 5_052); // no longer so unusual
    assertThat(truth.alerts(), equalTo(Set.of("s00000,30")));
  }
}
