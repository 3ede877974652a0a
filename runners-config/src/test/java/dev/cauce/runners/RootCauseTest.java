package dev.cauce.runners;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.Test;

public class RootCauseTest {
  @Test
  public void of_causeOfOthers_isTheInnermost() {
    assertThat(
        RootCause.of(
            "org.apache.beam.sdk.util.UserCodeException: java.lang.NullPointerException: no x\n"
                + "\tat org.apache.beam.sdk.X.y(X.java:1)\n"
                + "Caused by: java.lang.NullPointerException: no x\n"
                + "\tat com.example.Z.z(Z.java:2)\n"
                + "\t... 3 more\n"),
        is("NullPointerException: no x"));
  }

  @Test
  public void of_ourMessage_speaksBeforeItsCauses() {
    assertThat(
        RootCause.of(
            "java.lang.RuntimeException: a step failed\n"
                + "\tat org.apache.beam.sdk.X.y(X.java:1)\n"
                + "Caused by: java.io.IOException: Cannot read \"x\":\n it is not there.\n"
                + "\tat app//dev.cauce.io.LineReader.open(LineReader.java:1)\n"
                + "Caused by: java.nio.file.NoSuchFileException: x\n"
                + "\tat java.base/sun.nio.fs.UnixException.t(UnixException.java:92)\n"),
        is("Cannot read \"x\": it is not there."));
  }

  @Test
  public void of_textWithoutATrace_isItself() {
    assertThat(RootCause.of("Not found: /x\n"), is("Not found: /x"));
  }
}
