package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.Assert.assertThrows;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.Test;

/** Event times of the columns that a format finds, and what is no row among them. */
public class EventTimeOfColumnsTest {
  @Test
  public void regex_byNumber_isThatGroup() {
    EventTime second = EventTime.regex(Pattern.compile("(\\S+) (\\d+)"), 2);

    assertThat(millis(second.as(TimeFormat.EPOCH_SECONDS), "a 12"), equalTo(12_000L));
  }

  @Test
  public void regex_noSuchGroup_isRefused() {
    assertThat(
        assertThrows(
                IllegalArgumentException.class, () -> EventTime.regex(Pattern.compile("(a)"), 2))
            .getMessage(),
        equalTo("The pattern \"(a)\" has 1 groups, none is number 2"));
  }

  @Test
  public void isHeader_nameInThePlaceOfTheTime_isOne() {
    EventTime at = EventTime.csv("at", List.of("host", "at")).passingHeader("at");

    assertThat(isHeader(at, "host,at"), equalTo(true));
    assertThat(isHeader(at, "host,\"at\""), equalTo(true));
    assertThat(isHeader(at, "at,2024-03-01"), equalTo(false));
    assertThat(isHeader(at, "host"), equalTo(false));
    assertThat(isHeader(EventTime.csv(1), "host,at"), equalTo(false));
    assertThat(isHeader(at.as(TimeFormat.EPOCH_MILLIS), "host,at"), equalTo(true));
  }

  private static long millis(EventTime time, String row) {
    byte[] bytes = row.getBytes(UTF_8);
    return time.millis(bytes, 0, bytes.length);
  }

  private static boolean isHeader(EventTime time, String row) {
    byte[] bytes = row.getBytes(UTF_8);
    return time.isHeader(bytes, 0, bytes.length);
  }
}
