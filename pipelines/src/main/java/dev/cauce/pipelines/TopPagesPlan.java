package dev.cauce.pipelines;

import dev.cauce.clicks.TopPages;
import dev.cauce.query.Query;
import dev.cauce.query.Windowing;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.jspecify.annotations.Nullable;

/** The top pages of {@link Clicks}. */
record TopPagesPlan(ClicksInput input, OutputMode mode, FlowSettings settings) implements FlowPlan {
  private static final long TOP = 10;

  private long limit() {
    Long asked = settings.table().limit();
    return asked == null ? TOP : asked;
  }

  private boolean isExact(boolean bounded) {
    String counts = settings.value(Clicks.COUNTS);
    return counts.equals("auto") ? bounded : counts.equals("exact");
  }

  /** A question that has the same windows, to be asked about it. */
  private Query similar() {
    return Query.of(input.views().schema())
        .eventTime("time", settings.table().latenessOrNone())
        .groupBy(settings.table().window(), List.of(), "count as views");
  }

  @Override
  public EventTime eventTime() {
    return input.eventTime();
  }

  @Override
  public boolean hasDeadLetters() {
    return true;
  }

  @Override
  public boolean hasLateRows() {
    return settings.table().window() != null;
  }

  @Override
  public String columns() {
    return ColumnTexts.ofTable(TopPages.columns(settings.table().window() != null));
  }

  @Override
  public boolean hasKey() {
    return true;
  }

  @Override
  public List<String> notes() {
    return input.note() == null ? List.of() : List.of(input.note());
  }

  @Override
  public List<String> refusals(boolean bounded) {
    List<String> refusals = new ArrayList<>(similar().check(mode, bounded));
    if (limit() > TopPages.REMEMBERED) {
      refusals.add(
          String.format(
              Locale.ROOT,
              "The top %d pages are too many: use --limit %d or less, or --report pages.",
              limit(),
              TopPages.REMEMBERED));
    }
    return refusals;
  }

  @Override
  public List<String> facts(boolean bounded) {
    List<String> facts = new ArrayList<>(List.of(input.counted()));
    facts.add(
        isExact(bounded)
            ? "pages: exact, each is counted"
            : String.format(
                Locale.ROOT,
                "pages: exact up to %,d different ones in a window; with more, views may be too low"
                    + " by at most one in %,d, never too high",
                TopPages.REMEMBERED,
                TopPages.REMEMBERED));
    facts.addAll(similar().explain(mode, bounded));
    return facts;
  }

  @Override
  public PTransform<PCollection<Lines>, PCollection<TableUpdate>> table(
      @Nullable DeadLetters unusable, @Nullable DeadLetters late) {
    return new Report(this, new Query.Settings(mode, settings.trigger(), unusable, late));
  }

  /** Counts in the way that suits the input. */
  private static final class Report
      extends PTransform<PCollection<Lines>, PCollection<TableUpdate>> {
    private final TopPagesPlan plan;
    private final Query.Settings settings;

    Report(TopPagesPlan plan, Query.Settings settings) {
      this.plan = plan;
      this.settings = settings;
    }

    @Override
    public PCollection<TableUpdate> expand(PCollection<Lines> lines) {
      TableOptions table = plan.settings.table();
      Windowing window = table.window();
      TopPages top =
          TopPages.of(
              plan.input.views(),
              (int) plan.limit(),
              plan.isExact(lines.isBounded() == IsBounded.BOUNDED),
              window == null ? null : window.windowFn(),
              table.latenessOrNone(),
              settings);
      return lines.apply("Report", top);
    }
  }
}
