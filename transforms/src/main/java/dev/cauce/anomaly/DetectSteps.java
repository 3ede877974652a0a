package dev.cauce.anomaly;

import dev.cauce.row.DeadLetter;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.TableInputs;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The steps of an anomaly detection: gather readings by bundle, hand them to the shards, judge them
 * there in the order of their times.
 *
 * @param detector judges
 * @param threshold the score from which on a reading is an anomaly
 * @param allScores whether all readings are wanted, not only anomalies
 * @param hasChanges whether the changes of incidents are wanted
 * @param lateness how long readings wait for those that come in another order
 * @param remembered how long a series is remembered that is silent
 * @param unusable takes what holds no reading
 * @param late takes readings that come too late
 */
record DetectSteps<A, S>(
    Readings<A> readings,
    AnomalyDetector<S> detector,
    double threshold,
    boolean allScores,
    boolean hasChanges,
    Duration lateness,
    Duration remembered,
    @Nullable DeadLetters unusable,
    @Nullable DeadLetters late) {
  /** Fixed, so that a pipeline can be rescaled: series are kept by shard. */
  static final int SHARDS = 32;

  /** Over a bounded input there is nothing to rescale, and each shard is judged in memory. */
  static final int BOUNDED_SHARDS = 8;

  /** What comes out. */
  record Found(PCollection<Anomaly> anomalies, @Nullable PCollection<IncidentChange> changes) {}

  Found apply(PCollection<A> input) {
    boolean bounded = input.isBounded() == IsBounded.BOUNDED;
    TupleTag<KV<Integer, byte[]>> blocksTag = new TupleTag<>("blocks");
    TupleTag<DeadLetter> deadTag = new TupleTag<>("dead letters");
    PCollectionTuple gathered =
        TableInputs.inGlobalWindow(input)
            .apply(
                "Gather",
                ParDo.of(
                        new GatherReadings<>(
                            readings,
                            bounded ? BOUNDED_SHARDS : SHARDS,
                            unusable != null,
                            blocksTag,
                            deadTag))
                    .withOutputTags(
                        blocksTag,
                        unusable == null ? TupleTagList.empty() : TupleTagList.of(deadTag)));
    addTo(unusable, gathered, deadTag);
    PCollection<KV<Integer, byte[]>> blocks =
        gathered.get(blocksTag).setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
    return judge(blocks, bounded);
  }

  private Found judge(PCollection<KV<Integer, byte[]>> blocks, boolean bounded) {
    JudgeOutputs outputs =
        new JudgeOutputs(
            new TupleTag<>("anomalies"),
            new TupleTag<>("incidents"),
            new TupleTag<>("late"),
            hasChanges,
            late != null);
    TupleTagList others = TupleTagList.empty();
    others = hasChanges ? others.and(outputs.changes()) : others;
    others = late == null ? others : others.and(outputs.late());
    Judge<S> judge = new Judge<>(detector, threshold, allScores);
    PCollectionTuple judged =
        bounded
            ? blocks
                .apply("Shards", GroupByKey.create())
                .apply(
                    "Judge",
                    ParDo.of(new JudgeAllFn<>(judge, outputs))
                        .withOutputTags(outputs.anomalies(), others))
            : blocks.apply(
                "Judge",
                ParDo.of(new JudgeFn<>(judge, outputs, lateness, remembered))
                    .withOutputTags(outputs.anomalies(), others));
    addTo(late, judged, outputs.late());
    return new Found(
        judged.get(outputs.anomalies()).setCoder(AnomalyCoder.of()),
        hasChanges
            ? judged.get(outputs.changes()).setCoder(IncidentChange.ChangeCoder.of())
            : null);
  }

  private static void addTo(
      @Nullable DeadLetters letters, PCollectionTuple outputs, TupleTag<DeadLetter> tag) {
    if (letters != null) {
      letters.add(outputs.get(tag).setCoder(DeadLetter.DeadLetterCoder.of()));
    }
  }
}
