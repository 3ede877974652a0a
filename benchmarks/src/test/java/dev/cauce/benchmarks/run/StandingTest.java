package dev.cauce.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.io.IOException;
import org.junit.Before;
import org.junit.Test;

public final class StandingTest {
  private Standing standing = new Standing(new WordCounts(), 1);

  @Before
  public void truth() throws IOException {
    standing = new Standing(WordCountsTest.count("a b a\n"), 8);
  }

  private void put(String word, long count) {
    byte[] bytes = ("(" + word + ")").getBytes(UTF_8);
    standing.put(bytes, 1, bytes.length - 1, count);
  }

  @Test
  public void isRight_lastValuesAreTruthTimesFactor_yes() {
    put("a", 3);
    put("b", 8);
    put("a", 16);
    put("a", 16);
    assertThat(standing.isRight(), is(true));
    assertThat(standing.wrong(), nullValue());
  }

  @Test
  public void isRight_fallsBack_noLonger() {
    put("a", 16);
    put("b", 8);
    put("b", 7);
    assertThat(standing.isRight(), is(false));
    assertThat(standing.fault(), nullValue());
    assertThat(standing.wrong(), equalTo("1 of 2 words are right; \"b\" is 7, and should be 8"));
  }

  @Test
  public void fault_beyondTheTruth_saysSo() {
    put("a", 17);
    assertThat(standing.fault(), equalTo("\"a\" is 17, and should be 16"));
  }

  @Test
  public void fault_unknownWord_saysSoThoughAllElseIsRight() {
    put("c", 1);
    put("a", 16);
    put("b", 8);
    assertThat(standing.isRight(), is(false));
    assertThat(standing.wrong(), equalTo("there is no word \"c\""));
  }

  @Test
  public void putOnce_twice_saysSo() {
    standing.putOnce(new byte[] {'b'}, 0, 1, 8);
    standing.putOnce(new byte[] {'b'}, 0, 1, 8);
    assertThat(standing.fault(), equalTo("\"b\" stands in the table twice"));
  }
}
