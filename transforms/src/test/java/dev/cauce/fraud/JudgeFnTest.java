package dev.cauce.fraud;

import dev.cauce.row.DeadLetter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.Rule;
import org.junit.Test;

/** When payments are judged, and in which order. */
public class JudgeFnTest {
  private static final KvCoder<Integer, byte[]> CODER =
      KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of());
  private static final long MAY_WAIT = 4;

  @Rule public final TestPipeline p = TestPipeline.create();

  private final TupleTag<KV<Integer, byte[]>> judgedTag = new TupleTag<>("judged");
  private final TupleTag<DeadLetter> lateTag = new TupleTag<>("late");

  @Test
  public void paymentAtTheWatermark_isJudgedAtOnce() {
    PCollectionTuple out =
        judge(
            stream()
                .addElements(block(10, 20))
                .advanceWatermarkTo(at(20))
                .addElements(block(30)) // the watermark never reaches it
                .advanceWatermarkToInfinity(),
            Duration.ZERO);

    PAssert.that(blocks(out)).containsInAnyOrder("10 20", "30");
    p.run();
  }

  @Test
  public void lateness_isWaitedForMore() {
    PCollectionTuple out =
        judge(
            stream()
                .addElements(block(10, 20))
                .advanceWatermarkTo(at(25))
                .addElements(block(12))
                .advanceWatermarkToInfinity(),
            Duration.standardSeconds(15));

    PAssert.that(blocks(out)).containsInAnyOrder("10", "12 20");
    PAssert.that(late(out)).empty();
    p.run();
  }

  @Test
  public void moreThanMayWait_earlierHalfIsJudged_andWhatComesBehindItIsLate() {
    PCollectionTuple out =
        judge(
            stream()
                .addElements(block(50, 10, 40), block(30, 20), block(15, 60))
                .advanceWatermarkToInfinity(),
            Duration.ZERO);

    PAssert.that(blocks(out)).containsInAnyOrder("10 20 30", "40 50 60");
    PAssert.that(late(out))
        .containsInAnyOrder(
            "late: a payment of 1970-01-01T00:00:30.000Z was judged before it came, which is of"
                + " 1970-01-01T00:00:15.000Z");
    p.run();
  }

  private static TestStream.Builder<KV<Integer, byte[]>> stream() {
    return TestStream.create(CODER).advanceWatermarkTo(at(0));
  }

  private static Instant at(long second) {
    return new Instant(1000 * second);
  }

  /** Payments of one card at these seconds. */
  private static TimestampedValue<KV<Integer, byte[]>> block(long... seconds) {
    List<Payment> payments = new ArrayList<>();
    for (long second : seconds) {
      payments.add(new Payment("p" + second, "c", "shop", 1_000_000 * second, 5));
    }
    long least = Arrays.stream(seconds).min().getAsLong();
    return TimestampedValue.of(KV.of(0, Block.write(payments)), at(least));
  }

  private PCollectionTuple judge(TestStream<KV<Integer, byte[]>> payments, Duration lateness) {
    PCollectionTuple out =
        p.apply("Payments", payments)
            .apply(
                "Judge",
                ParDo.of(
                        new JudgeFn<>(
                            new Ledger.Cards(),
                            lateness,
                            ScorePayments.REMEMBERED,
                            MAY_WAIT,
                            judgedTag,
                            lateTag))
                    .withOutputTags(judgedTag, TupleTagList.of(lateTag)));
    out.get(judgedTag).setCoder(CODER);
    out.get(lateTag).setCoder(DeadLetter.DeadLetterCoder.of());
    return out;
  }

  /** The seconds of each block that was judged. */
  private PCollection<String> blocks(PCollectionTuple out) {
    return out.get(judgedTag)
        .apply(
            "Seconds",
            MapElements.into(TypeDescriptors.strings())
                .via(block -> seconds(Block.read(block.getValue()))));
  }

  private static String seconds(List<Payment> payments) {
    return String.join(
        " ", payments.stream().map(payment -> String.valueOf(payment.millis() / 1000)).toList());
  }

  private PCollection<String> late(PCollectionTuple out) {
    return out.get(lateTag)
        .apply(
            "Reasons", MapElements.into(TypeDescriptors.strings()).via(letter -> letter.reason()));
  }
}
