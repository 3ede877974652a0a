package dev.cauce.pipelines;

import dev.cauce.query.Query;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.sensors.Sensor;
import dev.cauce.sensors.SensorAlerts;
import dev.cauce.sensors.SilentSensors;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/** Sensors whose readings are cleaned, and what is asked of them. */
record SensorsPlan(SensorInput input, SensorSteps steps) implements FlowPlan {
  @Override
  public OutputMode mode() {
    return steps.mode();
  }

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
    Query query = steps.query();
    return ColumnTexts.ofTable(query == null ? SensorAlerts.SCHEMA : query.columns());
  }

  @Override
  public boolean hasKey() {
    return steps.query() != null;
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    List<String> names =
        input.format().sensors().stream().filter(Objects::nonNull).map(Sensor::name).toList();
    notes.add("Sensors: " + String.join(", ", names) + ".");
    if (!input.isChosen() && !input.format().others().isEmpty()) {
      notes.add(
          "No sensors, for they have no unit: "
              + String.join(", ", input.format().others())
              + ". Give --sensors if they are.");
    }
    return notes;
  }

  @Override
  public List<String> refusals(boolean bounded) {
    Query query = steps.query();
    return query == null ? List.of() : query.check(steps.mode(), bounded);
  }

  @Override
  public List<String> facts(boolean bounded) {
    List<String> facts = new ArrayList<>();
    Query query = steps.query();
    if (query != null) {
      facts.addAll(query.explain(steps.mode(), bounded));
    } else {
      facts.add(
          bounded
              ? "rows: an alert each, when all input is there"
              : "rows: an alert each, once the watermark has reached it");
    }
    if (!bounded && steps.detect() != null) {
      facts.add("state: what the detector keeps of each sensor, see docs/detectors.md");
    }
    if (!bounded && steps.silence() != null) {
      facts.add(
          "state: when each sensor was heard of last, until it is silent for "
              + SilentSensors.REMEMBERED.getStandardDays()
              + " days");
    }
    return facts;
  }

  @Override
  public PTransform<PCollection<Lines>, PCollection<TableUpdate>> table(
      @Nullable DeadLetters unusable, @Nullable DeadLetters late) {
    return steps.table(unusable, late);
  }
}
