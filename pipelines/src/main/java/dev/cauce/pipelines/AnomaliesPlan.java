package dev.cauce.pipelines;

import dev.cauce.anomaly.AnomalyTable;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/** Anomalies among the readings of lines. */
record AnomaliesPlan(
    InputOptions.Input input,
    AnomalyTable<Lines> found,
    @Nullable ScorePicture picture,
    String detector,
    OutputMode mode,
    Duration remembered)
    implements FlowPlan {
  @Override
  public @Nullable EventTime eventTime() {
    return input.eventTime();
  }

  @Override
  public boolean hasDeadLetters() {
    return true;
  }

  @Override
  public boolean hasLateRows() {
    return true;
  }

  @Override
  public String columns() {
    return ColumnTexts.ofTable(AnomalyTable.columns(mode));
  }

  @Override
  public boolean hasKey() {
    return mode != OutputMode.APPEND;
  }

  @Override
  public List<String> notes() {
    return input.note() == null ? List.of() : List.of(input.note());
  }

  @Override
  public List<String> refusals(boolean bounded) {
    return List.of();
  }

  @Override
  public List<String> facts(boolean bounded) {
    List<String> facts = new ArrayList<>();
    facts.add(
        switch (mode) {
          case APPEND ->
              bounded
                  ? "rows: an alert each, when all input is there"
                  : "rows: an alert each, once the watermark has reached the reading";
          case UPDATE -> "rows: the open incident of a series, when it changed";
          case COMPLETE -> "rows: all open incidents, when one changed";
        });
    facts.add(
        bounded
            ? "state: none; the readings are sorted in memory, in 8 parts"
            : "state: what "
                + detector
                + " keeps of each series, until it is silent for "
                + remembered.getStandardHours()
                + " hours of event time");
    return facts;
  }

  @Override
  public @Nullable Afterwards afterwards() {
    return picture;
  }

  @Override
  public PTransform<PCollection<Lines>, PCollection<TableUpdate>> table(
      @Nullable DeadLetters unusable, @Nullable DeadLetters late) {
    return found.withDeadLetters(unusable, late);
  }
}
