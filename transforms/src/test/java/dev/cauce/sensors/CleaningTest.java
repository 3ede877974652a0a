package dev.cauce.sensors;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class CleaningTest {
  private static final String HEADER =
      "Datum & Uhrzeit\tTemperatur Sensor 1 [ °C]\tDruck Sensor 7 [ Bar]\tEinheit\tPWM 1 [ %]";

  @Test
  public void parse_howeverItIsWritten_theNumber() {
    String[] texts = {
      "18.7", "18,7", " -88,8 ", "1.234,5", "12.345.678,9", "+5", ".5", ",5", "1e3"
    };
    double[] numbers = {18.7, 18.7, -88.8, 1234.5, 12345678.9, 5, 0.5, 0.5, 1000};

    for (int i = 0; i < texts.length; i++) {
      assertThat(texts[i], Decimals.parse(texts[i]), is(numbers[i]));
    }
  }

  @Test
  public void parse_noNumber_nan() {
    for (String text :
        List.of("", "-", "1,234.5", "1.23,4", "0:0", "NaN", "Infinity", "0x1p3", "1 2", "5d")) {
      assertThat(text, Decimals.parse(text), is(Double.NaN));
    }
  }

  @Test
  public void sensor_header_nameUnitAndItsBounds() {
    Sensor sensor = Sensor.of(" Temperatur Sensor 1 [ °C] ", List.of());

    assertThat(sensor.name(), is("Temperatur Sensor 1"));
    assertThat(sensor.unit(), is("°C"));
    assertThat(sensor.min(), is(-90.0));
    assertThat(sensor.max(), is(1000.0));
    assertThat(sensor.sentinels(), contains(-88.8, -999.9, -9999.0, 888.8));
    assertThat(Sensor.of("flow (l/min)", List.of()).unit(), is("l/min"));
    assertThat(Sensor.of("Einheit", List.of()).unit(), is(""));
  }

  @Test
  public void fault_byUnit_whatCannotBe() {
    Sensor celsius = Sensor.of("t [°C]", List.of());
    Sensor percent = Sensor.of("h [%]", List.of());
    Sensor flow = Sensor.of("f [l/h]", List.of());

    assertThat(celsius.fault(18.7), is(nullValue()));
    assertThat(celsius.fault(888.8), is(Sensor.Fault.SENTINEL));
    assertThat(celsius.fault(-88.8), is(Sensor.Fault.SENTINEL));
    assertThat(celsius.fault(-91), is(Sensor.Fault.OUT_OF_RANGE));
    assertThat(celsius.fault(Double.NaN), is(Sensor.Fault.NO_NUMBER));
    assertThat(percent.fault(100), is(nullValue()));
    assertThat(percent.fault(100.1), is(Sensor.Fault.OUT_OF_RANGE));
    assertThat(flow.fault(888.8), is(nullValue())); // a flow may well be
    assertThat(flow.fault(-9999), is(Sensor.Fault.SENTINEL));
  }

  @Test
  public void rules_lastThatFits_overTheUnit() {
    List<CleaningRule> rules =
        CleaningRule.parseAll(
            "# all of them\n*:sentinel=-1|85\nTemp*:min=-40,max=120.5\n; temp 2:unit=°F,sentinel=");
    Sensor first = Sensor.of("Temp 1 [°C]", rules);
    Sensor second = Sensor.of("Temp 2 [°C]", rules);

    assertThat(first.fault(85), is(Sensor.Fault.SENTINEL));
    assertThat(first.fault(888.8), is(Sensor.Fault.OUT_OF_RANGE));
    assertThat(second.unit(), is("°F"));
    assertThat(second.sentinels(), empty());
  }

  @Test
  public void rules_malformed_oneLine() {
    assertThat(
        refusal("Temp"),
        is(
            "\"Temp\" is no rule: there is no colon behind the names; write"
                + " PATTERN:min=NUMBER,max=NUMBER,sentinel=NUMBER|NUMBER,unit=UNIT."));
    assertThat(
        refusal("Temp:least=4"),
        is(
            "\"Temp:least=4\" is no rule: \"least\" is none of min, max, sentinel and unit; write"
                + " PATTERN:min=NUMBER,max=NUMBER,sentinel=NUMBER|NUMBER,unit=UNIT."));
    assertThat(
        refusal("Temp:min=low"),
        is(
            "\"Temp:min=low\" is no rule: min \"low\" is no number; write"
                + " PATTERN:min=NUMBER,max=NUMBER,sentinel=NUMBER|NUMBER,unit=UNIT."));
    assertThat(refusal("Temp:min=5,max=4"), is("The rule of \"Temp\" has min 5.0 above max 4.0."));
  }

  @Test
  public void format_header_sensorsAreColumnsWithAUnit() {
    WideFormat format = WideFormat.of(HEADER, null, List.of(), List.of());

    assertThat(format.delimiter(), is('\t'));
    assertThat(format.timeColumn(), is("Datum & Uhrzeit"));
    assertThat(names(format), contains("Temperatur Sensor 1", "Druck Sensor 7", "PWM 1"));
    assertThat(format.others(), contains("Einheit"));
  }

  @Test
  public void format_withoutUnitsOrByName_theSensorsAskedFor() {
    assertThat(names(WideFormat.of("a;at;b", "at", List.of(), List.of())), contains("a", "b"));
    assertThat(
        names(WideFormat.of(HEADER, null, List.of("temp*", "Einheit"), List.of())),
        contains("Temperatur Sensor 1", "Einheit"));
    assertThat(
        message(() -> WideFormat.of("a,b", "at", List.of(), List.of())),
        is("There is no column \"at\"; there are a, b."));
    assertThat(
        message(() -> WideFormat.of("at,a [K],a [°C]", null, List.of(), List.of())),
        is("Two columns are named \"a\": name each sensor once."));
    assertThat(
        message(() -> WideFormat.of("at,a", null, List.of("x*"), List.of())),
        is("None of the columns is a sensor: at, a."));
  }

  @Test
  public void read_dirtyRow_goodReadingsAndReasons() {
    assertThat(
        read("01.06.2017 00:00\t888,8\t1,5\t11\t101\t"),
        contains(
            "SENTINEL Temperatur Sensor 1: 888,8 °C means that there is no sensor"
                + " | 01.06.2017 00:00\t888,8\t\t\t",
            "Druck Sensor 7=1.5",
            "OUT_OF_RANGE PWM 1: 101 % is not in 0 to 100 | 01.06.2017 00:00\t\t\t\t101"));
    assertThat(
        read("01.06.2017 00:00\t\tkaputt\t11\t\"5\""),
        contains(
            "NO_NUMBER Druck Sensor 7: \"kaputt\" is no number"
                + " | 01.06.2017 00:00\t\tkaputt\t\t",
            "PWM 1=5.0"));
  }

  @Test
  public void read_headerOrTornRow_noReading() {
    assertThat(read(HEADER), empty());
    assertThat(
        read("01.06.2017 00:00\t18,7"),
        contains("null 2 fields, 5 wanted | 01.06.2017 00:00\t18,7"));
    assertThat(read("01.06.2017 00:00\t1\t2\t3\t4\t5").size(), is(1));
  }

  @Test
  public void read_rowOfOneReading_cleanOnceTheRuleIsAnother() {
    WideFormat forgiving =
        WideFormat.of(HEADER, null, List.of(), CleaningRule.parseAll("PWM*:max=200"));
    List<String> found = new ArrayList<>();
    new WideReadings(forgiving).read("01.06.2017 00:00\t\t\t\t101", taker(found));

    assertThat(found, contains("PWM 1=101.0"));
  }

  private static List<String> read(String line) {
    List<String> found = new ArrayList<>();
    new WideReadings(WideFormat.of(HEADER, null, List.of(), List.of())).read(line, taker(found));
    return found;
  }

  private static WideReadings.Taker taker(List<String> found) {
    return new WideReadings.Taker() {
      @Override
      public void reading(Sensor sensor, double value) {
        found.add(sensor.name() + "=" + value);
      }

      @Override
      public void unusable(Sensor.@Nullable Fault fault, String reason, String row) {
        found.add(fault + " " + reason + " | " + row);
      }
    };
  }

  private static List<String> names(WideFormat format) {
    List<String> names = new ArrayList<>();
    for (Sensor sensor : format.sensors()) {
      if (sensor != null) {
        names.add(sensor.name());
      }
    }
    return names;
  }

  private static String refusal(String rules) {
    return message(() -> CleaningRule.parseAll(rules));
  }

  private static String message(Runnable refused) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, refused::run).getMessage());
  }
}
