package dev.cauce.runners;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.net.ConnectException;
import java.util.Map;
import org.junit.Test;

public class FailureTest {
  @Test
  public void line_ourMessageOverItsCause_speaks() {
    IOException ours =
        new IOException(
            "Nobody listens at localhost:9999.", foreign(new ConnectException("refused")));

    assertThat(line(new RuntimeException(ours)), is("Nobody listens at localhost:9999."));
  }

  @Test
  public void line_foreignException_isNamed() {
    Exception root = foreign(new ConnectException("refused"));

    assertThat(
        line(new RuntimeException("wrapped", root)), is("Failed: ConnectException: refused"));
  }

  @Test
  public void line_severalLines_becomeOne() {
    assertThat(
        line(foreign(new IllegalStateException("first\n  second\r\nthird"))),
        is("Failed: IllegalStateException: first second third"));
  }

  @Test
  public void line_withoutAMessage_isTheTypeAlone() {
    assertThat(line(foreign(new NullPointerException())), is("Failed: NullPointerException"));
  }

  @Test
  public void line_thrownInAFunction_namesTheStep() {
    Exception root = new IllegalStateException("no");
    root.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("java.util.List", "of", "List.java", 1),
          new StackTraceElement("shop.Parse$Fn$DoFnInvoker", "invokeProcessElement", null, -1)
        });

    assertThat(
        Failure.line(root, Map.of("shop.Parse$Fn", "Parse/ParDo")),
        is("Failed: IllegalStateException: no (in step Parse/ParDo)"));
  }

  private static String line(Throwable thrown) {
    return Failure.line(thrown, Map.of());
  }

  /** As if some library had thrown it. */
  private static <E extends Exception> E foreign(E exception) {
    exception.setStackTrace(
        new StackTraceElement[] {new StackTraceElement("java.net.Socket", "connect", null, -1)});
    return exception;
  }
}
