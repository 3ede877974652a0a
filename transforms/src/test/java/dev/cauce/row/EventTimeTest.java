package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.Test;

public class EventTimeTest {
  private static final long TEN = 1_709_287_200_000L; // 2024-03-01T10:00:00Z

  private static final EventTime TS = EventTime.json("ts");
  private static final EventTime SECOND = EventTime.csv(1);

  @Test
  public void iso_everyForm_isReadToTheMillisecond() {
    check("2024-03-01T10:00:00Z", TEN);
    check("2024-03-01T10:00:00.000Z", TEN);
    check("2024-03-01 10:00:00", TEN);
    check("2024-03-01T10:00", TEN);
    check("2024-03-01T10:00Z", TEN);
    check("2024-03-01T10:00:00.1", TEN + 100);
    check("2024-03-01T10:00:00,12Z", TEN + 120);
    check("2024-03-01T10:00:00.123456789Z", TEN + 123);
    check("2024-03-01T11:30:00+01:30", TEN);
    check("2024-03-01T11:30:00+0130", TEN);
    check("2024-03-01T05:00:00.5-05", TEN + 500);
    check(" 2024-03-01t10:00:00z ", TEN);
    check("2024-03-01", TEN - 10 * 3_600_000L);
    check("2024-02-29T00:00:00Z", 1_709_164_800_000L);
    check("1969-12-31T23:59:59.999Z", -1);
    check("0001-01-01T00:00:00Z", -62_135_596_800_000L);
    check("9999-12-31T23:59:59.999Z", 253_402_300_799_999L);
  }

  @Test
  public void iso_whatIsNone_isNoTime() {
    for (String text :
        List.of(
            "",
            "x",
            "2024-03-01T",
            "2024-03-01T1",
            "2024-13-01T10:00:00Z",
            "2023-02-29T10:00:00Z",
            "2024-03-01T24:00:00Z",
            "2024-03-01T10:60:00Z",
            "2024-03-01T10:00:60Z",
            "2024-03-01T10:00:00.Z",
            "2024-03-01T10:00:00.1234567890Z",
            "2024-03-01T10:00:00ZZ",
            "2024-03-01T10:00:00+1",
            "2024-03-01T10:00:00+19:00",
            "2024-03-01T10:00:00 CET",
            "2024/03/01 10:00:00",
            "20240301T100000Z",
            "-024-03-01T10:00:00Z",
            "0000-01-01T00:00:00Z",
            "2024-03-01X10:00:00",
            "2024-03-01T10:00:0")) {
      assertThat(text, millis(SECOND, "a," + text), is(EventTime.NONE));
    }
  }

  @Test
  public void iso_randomTimes_areWhatJavaWrites() {
    long seed = System.nanoTime();
    System.out.println("EventTimeTest seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      long millis =
          (long) (random.nextDouble() * (253_402_300_799_999L + 62_135_596_800_000L))
              - 62_135_596_800_000L;
      ZoneOffset offset = ZoneOffset.ofTotalSeconds(60 * (random.nextInt(2 * 18 * 60 - 1) - 1079));
      // The year of the local time has to have four digits, too.
      millis = Math.max(-62_135_000_000_000L, Math.min(253_402_200_000_000L, millis));
      String text =
          DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
              Instant.ofEpochMilli(millis).atOffset(offset));
      assertThat(text, millis(SECOND, "," + text + ",x"), is(millis));
    }
  }

  private static void check(String text, long expected) {
    assertThat(text, millis(EventTime.csv(1, ';'), "a;" + text + ";b"), is(expected));
    assertThat(text, millis(TS, "{\"ts\":\"" + text + "\"}"), is(expected));
  }

  @Test
  public void json_fieldAnywhere_isFound() {
    String time = "\"2024-03-01T10:00:00Z\"";
    for (String row :
        List.of(
            "{\"ts\":" + time + "}",
            " { \"a\" : 1.5e3 , \"ts\" : " + time + " , \"b\" : null } ",
            "{\"a\":{\"ts\":1,\"x\":[{\"}\":\"]\"}]},\"ts\":" + time + "}",
            "{\"a\":\"\\\"ts\\\":\\\\\",\"b\":[1,[2,{}],\"}\"],\"ts\":" + time + "}",
            "{\"a\":true,\"t\\u0073\":" + time + "}",
            "{\"ts\":" + time + ",\"ts\":5}",
            "{\"ts\":\"2024-03-01\\u005410:00:00Z\"}",
            "{\"ts\":" + time + ",\"broken")) {
      assertThat(row, millis(TS, row), is(TEN));
    }
  }

  @Test
  public void json_path_leadsIntoObjectsOrIsTheWholeName() {
    EventTime nested = EventTime.json("meta.at");
    assertThat(millis(nested, "{\"at\":1,\"meta\":{\"x\":{\"at\":2},\"at\":1709287200}}"), is(TEN));
    assertThat(millis(nested, "{\"meta.at\":1709287200,\"meta\":{}}"), is(TEN));
    assertThat(millis(nested, "{\"meta\":{\"x\":1},\"at\":1709287200}"), is(EventTime.NONE));
    assertThat(reason(nested, "{\"meta\":7}"), is("event time: no field \"meta.at\""));
  }

  @Test
  public void json_numberWithoutAFormat_isMillisecondsIfItIsLarge() {
    assertThat(millis(TS, "{\"ts\":1709287200}"), is(TEN));
    assertThat(millis(TS, "{\"ts\":1709287200.25}"), is(TEN + 250));
    assertThat(millis(TS, "{\"ts\":1709287200123}"), is(TEN + 123));
    assertThat(millis(TS, "{\"ts\":1.7092872E9}"), is(TEN));
    assertThat(millis(TS, "{\"ts\":100000000000}"), is(100_000_000_000_000L));
    assertThat(millis(TS, "{\"ts\":100000000001}"), is(100_000_000_001L));
    assertThat(millis(TS, "{\"ts\":-1}"), is(-1000L));
    // A text of digits is not a number: it needs a format.
    assertThat(millis(TS, "{\"ts\":\"1709287200\"}"), is(EventTime.NONE));
    assertThat(millis(TS.as(TimeFormat.EPOCH_SECONDS), "{\"ts\":\"1709287200\"}"), is(TEN));
  }

  @Test
  public void epoch_fractions_areCutOffDownwards() {
    EventTime seconds = EventTime.csv(0).as(TimeFormat.EPOCH_SECONDS);
    EventTime millis = EventTime.csv(0).as(TimeFormat.EPOCH_MILLIS);
    assertThat(millis(seconds, "1709287200"), is(TEN));
    assertThat(millis(seconds, "1709287200.123999999"), is(TEN + 123));
    assertThat(millis(seconds, "-0.0005"), is(-1L));
    assertThat(millis(seconds, "-1.5"), is(-1500L));
    assertThat(millis(millis, "1709287200000.9"), is(TEN));
    assertThat(millis(millis, "-0.5"), is(-1L));
    assertThat(millis(millis, "0"), is(0L));
    assertThat(millis(millis, "1e3"), is(1000L));
    for (String text : List.of("", "-", "1.", ".5", "1x", "0x10", "1e999999999", "NaN", "1 2")) {
      assertThat(text, millis(seconds, text), is(EventTime.NONE));
    }
  }

  @Test
  public void epoch_anyNumberOfDigits_allOfThemCount() {
    EventTime millis = EventTime.csv(0).as(TimeFormat.EPOCH_MILLIS);
    String digits = "987654321098765";
    for (int length = 1; length <= 14; length++) {
      long expected = Long.parseLong(digits.substring(0, length));
      assertThat(millis(millis, digits.substring(0, length)), is(expected));
      assertThat(millis(millis, digits.substring(0, length) + ".5,x"), is(expected));
      for (int at = 0; at < length; at++) {
        String odd = digits.substring(0, at) + "/" + digits.substring(at + 1, length);
        assertThat(odd, millis(millis, odd), is(EventTime.NONE));
      }
    }
    assertThat(millis(millis, "-62135596800000"), is(-62135596800000L)); // the year 1
  }

  @Test
  public void epoch_outsideOfTheYears1To9999_isNoTime() {
    EventTime millis = EventTime.csv(0).as(TimeFormat.EPOCH_MILLIS);
    assertThat(millis(millis, "1709287200000000"), is(EventTime.NONE)); // microseconds
    assertThat(
        reason(millis, "1709287200000000"),
        is("event time: \"1709287200000000\" is not in the years 1 to 9999"));
    assertThat(millis(millis, "99999999999999999999999"), is(EventTime.NONE));
  }

  @Test
  public void csv_quotesAndDelimiters_areUnderstood() {
    String time = "2024-03-01T10:00:00Z";
    assertThat(millis(SECOND, "\"a,\"\"b\",\"" + time + "\",c"), is(TEN));
    assertThat(millis(SECOND, "," + time), is(TEN));
    assertThat(millis(EventTime.csv(1, ';'), "a,b;" + time + "\r"), is(TEN));
    assertThat(millis(EventTime.csv("t", List.of("id", "t")), "7," + time), is(TEN));
    assertThat(millis(SECOND, "only"), is(EventTime.NONE));
    assertThat(reason(SECOND, "only"), is("event time: no column 1"));
    assertThat(
        reason(EventTime.csv("t", List.of("id", "t")), "7"), is("event time: no column \"t\""));
    assertThat(
        reason(SECOND, "a,\"say \"\"x\"\"\""), is("event time: \"say \"x\"\" is no ISO-8601 time"));
  }

  @Test
  public void regex_groupTimeElseTheFirst_isTheTime() {
    EventTime first = EventTime.regex(Pattern.compile("^(\\S+) (.*)"));
    EventTime named = EventTime.regex(Pattern.compile("(ERROR|INFO) at=(?<time>\\S+)"));
    assertThat(millis(first, "2024-03-01T10:00:00Z rest"), is(TEN));
    assertThat(millis(named, "x INFO at=2024-03-01T10:00:00Z"), is(TEN));
    assertThat(
        reason(named, "nothing"), is("event time: no match of \"(ERROR|INFO) at=(?<time>\\S+)\""));
  }

  @Test
  public void pattern_usualLogs_areRead() {
    assertThat(
        millis(
            EventTime.regex(Pattern.compile("\\[([^\\]]+)]"))
                .as(TimeFormat.pattern("dd/MMM/yyyy:HH:mm:ss Z")),
            "1.2.3.4 - - [01/Mar/2024:11:00:00 +0100] \"GET /\""),
        is(TEN));
    assertThat(
        millis(
            EventTime.csv(0).as(TimeFormat.pattern("yyyy-MM-dd HH:mm:ss,SSS")),
            "2024-03-01 10:00:00,007"),
        is(EventTime.NONE)); // the comma ends the column
    assertThat(
        millis(
            EventTime.csv(0, '\t').as(TimeFormat.pattern("yyyy-MM-dd HH:mm:ss,SSS")),
            "2024-03-01 10:00:00,007\tx"),
        is(TEN + 7));
    assertThat(
        millis(EventTime.csv(0).as(TimeFormat.pattern("d.M.yyyy")), "1.3.2024,x"),
        is(TEN - 10 * 3_600_000L));
    assertThat(
        reason(EventTime.csv(0).as(TimeFormat.pattern("d.M.yyyy")), "2024-03-01"),
        is("event time: \"2024-03-01\" is no time like \"d.M.yyyy\""));
  }

  @Test
  public void pattern_withoutAYear_takesTheOneThatIsNotAhead() {
    TimeFormat syslog = TimeFormat.pattern("MMM [ ]d HH:mm:ss");
    Clock march = Clock.fixed(Instant.parse("2026-03-02T00:00:00Z"), ZoneOffset.UTC);
    Clock newYear = Clock.fixed(Instant.parse("2026-01-01T00:00:10Z"), ZoneOffset.UTC);
    Clock newYearsEve = Clock.fixed(Instant.parse("2025-12-31T23:59:59Z"), ZoneOffset.UTC);
    assertThat(syslog.byPattern("Mar  1 10:00:00", march), is(at("2026-03-01T10:00:00Z")));
    assertThat(syslog.byPattern("mar 3 00:00:00", march), is(at("2026-03-03T00:00:00Z")));
    assertThat(syslog.byPattern("Mar  4 00:00:00", march), is(at("2025-03-04T00:00:00Z")));
    assertThat(syslog.byPattern("Dec 31 23:59:59", newYear), is(at("2025-12-31T23:59:59Z")));
    assertThat(syslog.byPattern("Jan  1 00:00:00", newYearsEve), is(at("2026-01-01T00:00:00Z")));
    assertThat(syslog.byPattern("Feb 29 10:00:00", march), is(at("2024-02-29T10:00:00Z")));
  }

  private static long at(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  @Test
  public void reason_everyMistake_isOneLine() {
    assertThat(reason(TS, "{\"a\":1}"), is("event time: no field \"ts\""));
    assertThat(reason(TS, "{\"ts\":null}"), is("event time: the field \"ts\" is null"));
    assertThat(reason(TS, "no json"), is("event time: the row is no JSON object"));
    assertThat(reason(TS, "[1]"), is("event time: the row is no JSON object"));
    assertThat(reason(TS, "{\"ts\""), is("event time: no field \"ts\""));
    assertThat(reason(TS, "{\"ts\":\"x\"}"), is("event time: \"x\" is no ISO-8601 time"));
    assertThat(reason(TS, "{\"ts\":true}"), is("event time: \"true\" is no ISO-8601 time"));
    assertThat(
        reason(TS, "{\"ts\":{\"a\":1}}"), is("event time: \"{\"a\":1}\" is no ISO-8601 time"));
    assertThat(reason(TS, "{\"ts\":\"a\\nb\"}"), is("event time: \"a b\" is no ISO-8601 time"));
    assertThat(
        reason(TS.as(TimeFormat.EPOCH_MILLIS), "{\"ts\":\"soon\"}"),
        is("event time: \"soon\" is no number of milliseconds since the epoch"));
    assertThat(
        reason(TS, "{\"ts\":99999999999999999}"),
        is("event time: \"99999999999999999\" is not in the years 1 to 9999"));
  }

  @Test
  public void millis_anyBytes_neverThrowsAndAgreesWithReason() {
    long seed = System.nanoTime();
    System.out.println("EventTimeTest seed " + seed);
    Random random = new Random(seed);
    String alphabet = "{}[]\",:\\ ts01-T.Zeun";
    List<EventTime> all =
        List.of(TS, EventTime.json("t.s"), SECOND, TS.as(TimeFormat.EPOCH_SECONDS));
    for (int i = 0; i < 50_000; i++) {
      StringBuilder row = new StringBuilder(random.nextBoolean() ? "{\"ts\":" : "");
      for (int n = random.nextInt(20); n > 0; n--) {
        row.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      for (EventTime time : all) {
        long ignored = millis(time, row.toString());
        assertThat(reason(time, row.toString()), containsString("event time: "));
      }
    }
  }

  @Test
  public void arrival_always_isThePresent() {
    long before = System.currentTimeMillis();
    long millis = millis(EventTime.arrival(), "x");
    assertThat(millis >= before && millis <= System.currentTimeMillis(), is(true));
    assertThat(EventTime.arrival().isArrival(), is(true));
    assertThat(SerializableUtils.clone(EventTime.arrival()).isArrival(), is(true));
    assertThat(TS.isArrival(), is(false));
  }

  @Test
  public void serialized_everyKind_readsTheSame() {
    EventTime copy =
        SerializableUtils.clone(
            EventTime.regex(Pattern.compile("(.*)")).as(TimeFormat.pattern("d.M.yyyy")));
    assertThat(millis(copy, "1.3.2024"), is(TEN - 10 * 3_600_000L));
    assertThat(millis(SerializableUtils.clone(TS), "{\"ts\":1709287200}"), is(TEN));
    assertThat(millis(SerializableUtils.clone(SECOND), ",2024-03-01T10:00:00Z"), is(TEN));
  }

  @Test
  public void factories_whatCannotWork_isRefused() {
    refused(
        "There is no column \"x\" for the event time: there are [a]",
        () -> EventTime.csv("x", List.of("a")));
    refused("Column -1 of CSV for the event time: the first is 0", () -> EventTime.csv(-1));
    refused(
        "The delimiter '\"' of CSV: give an ASCII character that is no quote",
        () -> EventTime.csv(0, '"'));
    refused(
        "The pattern \"x+\" has no group that is the event time: write (?<time>...)",
        () -> EventTime.regex(Pattern.compile("x+")));
    refused(
        "The pattern \"HH:mm:ss\" of times has no month and day",
        () -> TimeFormat.pattern("HH:mm:ss"));
    refused(
        "The pattern \"yyyy-MM\" of times has no month and day",
        () -> TimeFormat.pattern("yyyy-MM"));
    refused(
        "\"bogus\" is no pattern of times (Unknown pattern letter: b): use iso-8601, epoch-seconds,"
            + " epoch-millis, or a pattern such as yyyy-MM-dd HH:mm:ss",
        () -> TimeFormat.parse("bogus"));
    assertThat(TimeFormat.parse("Epoch-Millis"), is(TimeFormat.EPOCH_MILLIS));
  }

  private static void refused(String message, org.junit.function.ThrowingRunnable made) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, made);
    assertThat(refusal.getMessage(), is(message));
  }

  private static long millis(EventTime time, String row) {
    byte[] utf8 = ("##" + row + "##").getBytes(UTF_8);
    return time.millis(utf8, 2, utf8.length - 2);
  }

  private static String reason(EventTime time, String row) {
    byte[] utf8 = ("##" + row + "##").getBytes(UTF_8);
    return time.reason(utf8, 2, utf8.length - 2);
  }
}
