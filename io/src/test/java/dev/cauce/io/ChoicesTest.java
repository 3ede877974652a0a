package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.util.List;
import org.junit.Test;

public class ChoicesTest {
  private static final List<String> NAMES = List.of("wordcount", "clicks", "logs");

  @Test
  public void or_names_readsAsASentence() {
    assertThat(Choices.or(List.of()), equalTo(""));
    assertThat(Choices.or(List.of("a")), equalTo("a"));
    assertThat(Choices.or(List.of("a", "b")), equalTo("a or b"));
    assertThat(Choices.or(List.of("a", "b", "c")), equalTo("a, b or c"));
  }

  @Test
  public void closest_slip_isTheNameThatWasMeant() {
    assertThat(Choices.closest("wordcnt", NAMES), equalTo("wordcount"));
    assertThat(Choices.closest("WordCount", NAMES), equalTo("wordcount"));
    assertThat(Choices.closest("lgos", NAMES), equalTo("logs"));
    assertThat(Choices.closest("clickz", NAMES), equalTo("clicks"));
  }

  @Test
  public void closest_anotherWord_isNone() {
    assertThat(Choices.closest("sensors", NAMES), nullValue());
    assertThat(Choices.closest("", NAMES), nullValue());
  }
}
