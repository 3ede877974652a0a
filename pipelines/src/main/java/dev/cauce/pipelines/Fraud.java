package dev.cauce.pipelines;

import dev.cauce.table.OutputMode;
import java.util.ArrayList;
import java.util.List;
import org.joda.time.Duration;

/**
 * Scores card payments by what their card, all cards and their place have shown so far: the flow
 * {@code fraud}. In append mode unless told otherwise: a row an alert. In update and complete mode
 * its table is that of the cases: alerts of a card that are not far apart. Takes bounded and
 * unbounded input.
 */
public final class Fraud implements Flow {
  /** Who pays. */
  public static final FlowOption CARD = column("card", "The column that tells who pays.");

  /** Where. */
  public static final FlowOption PLACE =
      column(
          "place", "The column that tells where: a terminal, a merchant. none: it is not known.");

  /** How much. */
  public static final FlowOption AMOUNT = column("amount", "The column of the amount.");

  /** Which payment it is. */
  public static final FlowOption ID =
      column("id", "The column that tells payments apart. none: there is none.");

  /** From which score on a payment is an alert. */
  public static final FlowOption THRESHOLD =
      FlowOption.text(
          "threshold",
          "SCORE",
          "The score from which on a payment is an alert, 0 to 1; at 0.5 it is four standard"
              + " deviations above what is usual.",
          "0.5");

  /** Where every payment goes with its score. */
  public static final FlowOption ALL_SCORES =
      FlowOption.text(
          "all-scores", "URI", "Where every payment goes with its score: any sink.", "");

  /** When a case is closed. */
  public static final FlowOption CASE_GAP =
      FlowOption.duration(
          "case-gap",
          "In update and complete mode: a case is closed when its card had no alert for so long."
              + " Default: 24h.");

  /** For {@link java.util.ServiceLoader}. */
  public Fraud() {}

  private static FlowOption column(String name, String help) {
    return FlowOption.text(name, "COLUMN", help + " Default: a column of a usual name.", "");
  }

  @Override
  public String name() {
    return "fraud";
  }

  @Override
  public String summary() {
    return "Scores card payments by the habits of card, place and everybody, with reasons.";
  }

  @Override
  public List<FlowOption> options() {
    List<FlowOption> all =
        new ArrayList<>(List.of(CARD, PLACE, AMOUNT, ID, THRESHOLD, ALL_SCORES, CASE_GAP));
    all.addAll(InputOptions.ALL);
    return all;
  }

  @Override
  public FlowPlan plan(FlowSettings settings) {
    List<String> problems = new ArrayList<>();
    OutputMode mode = settings.mode() == null ? OutputMode.APPEND : settings.mode();
    if (settings.table().window() != null) {
      problems.add("--window: fraud has no windows, each payment is judged; leave it out.");
    }
    Duration gap = settings.duration(CASE_GAP);
    if (gap != null && mode == OutputMode.APPEND) {
      problems.add("--case-gap belongs to --mode update and complete: leave it out.");
    } else if (gap != null && gap.getMillis() <= 0) {
      problems.add("--case-gap \"0s\" would make each alert a case: use 1s or more.");
    }
    double threshold = threshold(settings, problems);
    FraudInput input = FraudInput.read(settings, problems);
    if (input == null || !problems.isEmpty()) {
      throw new RefusedException(problems);
    }
    return FraudPlan.of(
        input, threshold, gap == null ? Duration.standardDays(1) : gap, mode, settings);
  }

  private static double threshold(FlowSettings settings, List<String> problems) {
    String text = settings.value(THRESHOLD);
    try {
      double threshold = Double.parseDouble(text);
      if (threshold >= 0 && threshold <= 1) {
        return threshold;
      }
    } catch (NumberFormatException notANumber) {
      // Said below.
    }
    problems.add("--threshold \"" + text + "\" is not a score: use a number from 0 to 1.");
    return 1;
  }
}
