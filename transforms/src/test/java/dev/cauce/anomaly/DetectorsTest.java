package dev.cauce.anomaly;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import org.junit.Test;

/** How detectors are written. */
public class DetectorsTest {
  @Test
  public void all_areFoundByName() {
    assertThat(
        Detectors.all().keySet(),
        hasItems(
            "any-of",
            "ewma",
            "half-space-trees",
            "iqr",
            "level-shift",
            "robust-z",
            "seasonal",
            "spot",
            "vote",
            "z-score"));
  }

  @Test
  public void all_haveOptionsWhoseDefaultsTheyMayHave() {
    for (DetectorFactory factory : Detectors.all().values()) {
      assertThat(factory.summary(), not(containsString("\n")));
      for (DetectorOption option : factory.options()) {
        String where = factory.name() + ": " + option;
        assertThat(where, option.problem(option.otherwise()) == null);
        assertThat(where, option.problem(option.most() + 1) != null);
      }
    }
  }

  @Test
  public void parse_ofAName_takesTheDefaults() {
    assertThat(Detectors.parse("z-score").name(), equalTo("z-score"));
    assertThat(Detectors.parse(" ewma ").name(), equalTo("ewma"));
  }

  @Test
  public void parse_withOptions_namesThoseThatAreNotTheDefault() {
    AnomalyDetector<?> detector = Detectors.parse("z-score:cut-off=4.5,window=1e2,warm-up=30");

    assertThat(detector.name(), equalTo("z-score:window=100,cut-off=4.5"));
    assertThat(Detectors.parse(detector.name()).name(), equalTo(detector.name()));
  }

  @Test
  public void parse_ofSeveral_readsEachWithItsOptions() {
    String text = "vote(z-score:cut-off=4;any-of(iqr;ewma:alpha=0.01);robust-z):at-least=1";

    assertThat(Detectors.parse(text).name(), equalTo(text));
    assertThat(Detectors.parse("any-of(iqr)").name(), equalTo("any-of(iqr)"));
  }

  @Test
  public void parse_ofAnUnknownName_saysWhichThereAre() {
    assertThat(
        refused("zscore"),
        allOf(containsString("no detector \"zscore\""), containsString("z-score")));
    assertThat(refused(""), containsString("no detector \"\""));
    assertThat(refused("any-of(ewma;)"), containsString("no detector \"\""));
  }

  @Test
  public void parse_ofAnUnknownOption_saysWhichThereAre() {
    assertThat(
        refused("z-score:limit=3"),
        allOf(containsString("no option \"limit\""), containsString("cut-off")));
  }

  @Test
  public void parse_ofAValueThatItMayNotHave_saysWhichItMay() {
    assertThat(refused("z-score:window=-1"), containsString("from 0 to 100000"));
    assertThat(refused("z-score:window=2.5"), containsString("a whole number"));
    assertThat(refused("z-score:cut-off=NaN"), containsString("cut-off"));
    assertThat(refused("z-score:cut-off=three"), containsString("must be a number"));
    assertThat(refused("z-score:cut-off="), containsString("must be a number"));
  }

  @Test
  public void parse_ofWhatCannotBeRead_saysWhere() {
    assertThat(refused("z-score:cut-off"), containsString("from character 16 on"));
    assertThat(refused("z-score)"), containsString("from character 8 on"));
    assertThat(refused("any-of"), containsString("from character 7 on"));
    assertThat(refused("any-of(ewma"), containsString("from character 12 on"));
    assertThat(refused("z-score, ewma"), containsString("from character 8 on"));
  }

  @Test
  public void parse_behindAPlus_takesWhatGoesRoundAlone() {
    assertThat(refused("z-score+ewma"), containsString("\"ewma\" does not go round a detector"));
  }

  @Test
  public void parse_ofOptionsThatDoNotGoTogether_saysWhy() {
    assertThat(
        refused("vote(ewma;iqr):at-least=3"),
        allOf(containsString("2 parts"), containsString("at-least=3")));
    assertThat(refused("spot:risk=0.05"), containsString("the risk must be below 1 - level"));
    assertThat(refused("level-shift:fast=300"), containsString("slow must be at least twice fast"));
  }

  private static String refused(String text) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> Detectors.parse(text)).getMessage());
    assertThat(message, not(containsString("\n")));
    return message;
  }
}
