package dev.cauce.anomaly;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * The detectors there are, and how they are named:
 *
 * <pre>
 * z-score                                  a detector
 * z-score:cut-off=4                        with options
 * z-score+calibrate+cool-down:least=10     with others round it, from the inside out
 * any-of(novelty;z-score:cut-off=6)        several together
 * </pre>
 */
public final class Detectors {
  /** The detector for whoever does not choose one. */
  public static final String DEFAULT = "novelty";

  private Detectors() {}

  /** All kinds of detectors, by name. */
  public static Map<String, DetectorFactory> all() {
    Map<String, DetectorFactory> factories = new TreeMap<>();
    ServiceLoader.load(DetectorFactory.class, Detectors.class.getClassLoader())
        .forEach(factory -> factories.put(factory.name(), factory));
    return factories;
  }

  /**
   * The detector that {@code text} names.
   *
   * @throws IllegalArgumentException if it names none, in one line
   */
  public static AnomalyDetector<?> parse(String text) {
    Parser parser = new Parser(text, all());
    AnomalyDetector<?> detector = parser.detector();
    parser.end();
    return detector;
  }

  /**
   * The detector that {@code text} names, with the default cool-down round it if it names none: one
   * alert tells a person what a hundred in a row do.
   *
   * @throws IllegalArgumentException if it names none, in one line
   */
  public static AnomalyDetector<?> forAlerts(String text) {
    return forAlerts(text, Sensitivity.MEDIUM.threshold());
  }

  /**
   * The same for alerts from a score of {@code threshold} on, which is where the cool-down begins.
   *
   * @throws IllegalArgumentException if it names none, in one line
   */
  public static AnomalyDetector<?> forAlerts(String text, double threshold) {
    Parser parser = new Parser(text, all());
    AnomalyDetector<?> detector = parser.detector();
    parser.end();
    return parser.outermost.equals(CoolDown.NAME) ? detector : CoolDown.round(detector, threshold);
  }

  /** Reads the text from left to right. */
  private static final class Parser {
    private final String text;
    private final Map<String, DetectorFactory> all;
    private int at;
    private String outermost = "";

    Parser(String text, Map<String, DetectorFactory> all) {
      this.text = text.trim();
      this.all = all;
    }

    AnomalyDetector<?> detector() {
      String name = word();
      DetectorFactory factory = factory(name, all);
      List<AnomalyDetector<?>> parts = new ArrayList<>();
      switch (factory.parts()) {
        case NONE -> {}
        case ONE ->
            throw new IllegalArgumentException(
                "\"" + name + "\" goes round a detector: write z-score+" + name + ".");
        case SEVERAL -> {
          expect('(');
          do {
            parts.add(detector());
          } while (taken(';'));
          expect(')');
        }
      }
      AnomalyDetector<?> detector = factory.create(options(factory), parts);
      outermost = name;
      while (taken('+')) {
        outermost = word();
        DetectorFactory wrapper = factory(outermost, all);
        if (wrapper.parts() != DetectorFactory.Parts.ONE) {
          throw new IllegalArgumentException(
              "\""
                  + outermost
                  + "\" does not go round a detector: behind a + may stand "
                  + all.values().stream()
                      .filter(each -> each.parts() == DetectorFactory.Parts.ONE)
                      .map(DetectorFactory::name)
                      .toList()
                  + ".");
        }
        detector = wrapper.create(options(wrapper), List.of(detector));
      }
      return detector;
    }

    private DetectorOptions options(DetectorFactory factory) {
      Map<String, Double> given = new LinkedHashMap<>();
      if (taken(':')) {
        do {
          String option = word();
          expect('=');
          given.put(option, number(option));
        } while (taken(','));
      }
      return DetectorOptions.of(factory, given);
    }

    private double number(String option) {
      int from = at;
      while (at < text.length() && ",;()+".indexOf(text.charAt(at)) < 0) {
        at++;
        boolean exponent = at < text.length() && "eE".indexOf(text.charAt(at - 1)) >= 0;
        if (exponent && text.charAt(at) == '+') {
          at++;
        }
      }
      String number = text.substring(from, at);
      try {
        return Double.parseDouble(number);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "The option " + option + " of a detector is \"" + number + "\" and must be a number.");
      }
    }

    private String word() {
      int from = at;
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '-')) {
        at++;
      }
      return text.substring(from, at);
    }

    private boolean taken(char c) {
      if (at < text.length() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(char c) {
      if (!taken(c)) {
        throw bad();
      }
    }

    void end() {
      if (at < text.length()) {
        throw bad();
      }
    }

    private IllegalArgumentException bad() {
      return new IllegalArgumentException(
          "\""
              + text
              + "\" cannot be read from character "
              + (at + 1)
              + " on: a detector is written NAME:OPTION=VALUE,..., or NAME+cool-down, or"
              + " any-of(NAME;NAME).");
    }

    static DetectorFactory factory(String name, Map<String, DetectorFactory> all) {
      DetectorFactory factory = all.get(name);
      if (factory == null) {
        throw new IllegalArgumentException(
            "There is no detector \"" + name + "\": there are " + all.keySet() + ".");
      }
      return factory;
    }
  }
}
