package dev.cauce.fraud;

import dev.cauce.row.DeadLetter;
import dev.cauce.row.Lines;
import dev.cauce.row.MalformedRowException;
import dev.cauce.row.RowFormat;
import dev.cauce.row.Schemas;
import dev.cauce.table.DeadLetters;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Scores payments: how unlike they are to what their card, all cards and their place have shown
 * before. Nothing is known beforehand, nothing is fitted, and no payment is judged by a later one.
 *
 * <p><b>In</b>: lines, bounded or unbounded, each a payment. <b>Out</b>: a row of the columns
 * {@link #SCHEMA} for each whose score reaches the threshold, at its own time, in the global
 * window.
 *
 * <p><b>How</b>: twice, keyed, in the order of event times. By card (in {@value #CARD_SHARDS}
 * shards, each of which learns for itself what payments are like altogether): the amount against
 * the card's own habit and against everybody's, number and sum of payments in 1 h, 24 h and 7 d
 * against the card's habit, whether the place is new to it. Then by place: whether the latest
 * payments there were above the habits of their cards. The score is of the strongest of the first
 * four, in standard deviations, to which the other two add: {@code s / (s + 4)}.
 *
 * <p><b>Order</b>: over unbounded input a payment waits until the watermark has reached it; when
 * more than 100,000 wait in a shard, the earlier half of them is judged. One that comes after a
 * later one of its card was judged is late: not scored, and counted as {@code
 * numRowsDroppedByWatermark}. So the scores are the same on every runner, bounded or not, and after
 * a restart, but for late ones, and for payments of one millisecond that come apart.
 *
 * <p><b>State</b>: of a card at most 512 payments of the last seven days and 64 places (some 9 KiB;
 * mostly a few hundred bytes), of a place 32 bytes, until nothing was seen of them for as long as
 * they are remembered; and the payments that wait, which over bounded input are all, in memory. As
 * safe as the runner's checkpoints make it.
 *
 * <p>A row that is no payment is a dead letter; without dead letters it fails the pipeline.
 */
public final class ScorePayments extends PTransform<PCollection<Lines>, PCollection<Row>> {
  /** The columns that come out. */
  public static final Schema SCHEMA =
      Schema.builder()
          .addField("time", Schemas.TIMESTAMP)
          .addNullableStringField("id")
          .addStringField("card")
          .addNullableStringField("place")
          .addDoubleField("amount")
          .addDoubleField("score")
          .addStringField("reasons")
          .addInt32Field("count_1h")
          .addInt32Field("count_24h")
          .addInt32Field("count_7d")
          .addDoubleField("sum_1h")
          .addDoubleField("sum_24h")
          .addDoubleField("sum_7d")
          .build();

  /** How long a card or a place is remembered of which nothing is seen. */
  public static final Duration REMEMBERED = Duration.standardDays(60);

  static final int CARD_SHARDS = 8;
  static final int PLACE_SHARDS = 32;
  private static final long MAY_WAIT = 100_000; // payments of a shard

  private final RowFormat format;
  private final PaymentColumns columns;
  private final double threshold;
  private final Duration lateness;
  private final @Nullable DeadLetters unusable;
  private final @Nullable DeadLetters late;

  /**
   * The payments among the rows of {@code format}.
   *
   * @param threshold the score from which on a payment comes out; 0 for all
   * @param lateness how much longer a payment waits for others that are earlier
   * @param unusable takes what is no payment; null: the first one fails the pipeline
   * @param late takes payments that come too late; null: they are counted only
   */
  public static ScorePayments of(
      RowFormat format,
      PaymentColumns columns,
      double threshold,
      Duration lateness,
      @Nullable DeadLetters unusable,
      @Nullable DeadLetters late) {
    return new ScorePayments(format, columns, threshold, lateness, unusable, late);
  }

  private ScorePayments(
      RowFormat format,
      PaymentColumns columns,
      double threshold,
      Duration lateness,
      @Nullable DeadLetters unusable,
      @Nullable DeadLetters late) {
    this.format = format;
    this.columns = columns;
    this.threshold = threshold;
    this.lateness = lateness;
    this.unusable = unusable;
    this.late = late;
  }

  @Override
  public PCollection<Row> expand(PCollection<Lines> lines) {
    TupleTag<KV<Integer, byte[]>> readTag = new TupleTag<>("payments");
    TupleTag<DeadLetter> deadTag = new TupleTag<>("dead letters");
    PCollectionTuple read =
        lines.apply(
            "Read",
            ParDo.of(new ReadFn(format, columns, unusable != null, readTag, deadTag))
                .withOutputTags(
                    readTag, unusable == null ? TupleTagList.empty() : TupleTagList.of(deadTag)));
    addTo(unusable, read, deadTag);
    PCollection<KV<Integer, byte[]>> ofCards =
        judged("Cards", new Ledger.Cards(), lateness, blocks(read.get(readTag)));
    PCollection<KV<Integer, byte[]>> byPlace =
        blocks(ofCards.apply("By place", ParDo.of(new ByPlaceFn())));
    return judged("Places", new Ledger.Places(), Duration.ZERO, byPlace)
        .apply("Rows", ParDo.of(new RowsFn(threshold)))
        .setRowSchema(SCHEMA);
  }

  private <A, K> PCollection<KV<Integer, byte[]>> judged(
      String name,
      Ledger<A, K> ledger,
      Duration waiting,
      PCollection<KV<Integer, byte[]>> payments) {
    TupleTag<KV<Integer, byte[]>> judgedTag = new TupleTag<>("judged");
    TupleTag<DeadLetter> lateTag = new TupleTag<>("late");
    // Over input that ends all of them wait, to be sorted.
    long mayWait = payments.isBounded() == IsBounded.BOUNDED ? Long.MAX_VALUE : MAY_WAIT;
    JudgeFn<A, K> fn =
        new JudgeFn<>(
            ledger, waiting, REMEMBERED, mayWait, judgedTag, late == null ? null : lateTag);
    PCollectionTuple out =
        payments.apply(
            name,
            ParDo.of(fn)
                .withOutputTags(
                    judgedTag, late == null ? TupleTagList.empty() : TupleTagList.of(lateTag)));
    addTo(late, out, lateTag);
    return blocks(out.get(judgedTag));
  }

  private static void addTo(
      @Nullable DeadLetters letters, PCollectionTuple outputs, TupleTag<DeadLetter> tag) {
    if (letters != null) {
      letters.add(outputs.get(tag).setCoder(DeadLetter.DeadLetterCoder.of()));
    }
  }

  private static PCollection<KV<Integer, byte[]>> blocks(PCollection<KV<Integer, byte[]>> blocks) {
    return blocks.setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
  }

  /** Lines to payments by shard of their cards. */
  private static final class ReadFn extends DoFn<Lines, KV<Integer, byte[]>> {
    private final RowFormat format;
    private final PaymentColumns columns;
    private final boolean hasDeadLetters;
    private final TupleTag<KV<Integer, byte[]>> readTag;
    private final TupleTag<DeadLetter> deadTag;

    ReadFn(
        RowFormat format,
        PaymentColumns columns,
        boolean hasDeadLetters,
        TupleTag<KV<Integer, byte[]>> readTag,
        TupleTag<DeadLetter> deadTag) {
      this.format = format;
      this.columns = columns;
      this.hasDeadLetters = hasDeadLetters;
      this.readTag = readTag;
      this.deadTag = deadTag;
    }

    @ProcessElement
    public void process(@Element Lines lines, MultiOutputReceiver out) {
      List<Payment> payments = new ArrayList<>(lines.size());
      for (int i = 0; i < lines.size(); i++) {
        try {
          Row row = format.parse(lines.bytes(), lines.start(i), lines.end(i));
          if (row != null) {
            payments.add(columns.payment(row, 1000 * lines.millis(i)));
          }
        } catch (MalformedRowException e) {
          DeadLetter letter =
              new DeadLetter(
                  Instant.now(), lines.origin(), String.valueOf(e.getMessage()), lines.line(i));
          if (!hasDeadLetters) {
            throw letter.failure(
                "Give the flow dead letters for rows like this, with --dead-letters.");
          }
          out.get(deadTag).output(letter);
        }
      }
      Block.shards(payments, payment -> payment.card, CARD_SHARDS)
          .forEach((shard, block) -> out.get(readTag).output(KV.of(shard, Block.write(block))));
    }
  }

  /** To the shards of their places. */
  private static final class ByPlaceFn extends DoFn<KV<Integer, byte[]>, KV<Integer, byte[]>> {
    @ProcessElement
    public void process(
        @Element KV<Integer, byte[]> block, OutputReceiver<KV<Integer, byte[]>> out) {
      Block.shards(Block.read(block.getValue()), payment -> payment.place, PLACE_SHARDS)
          .forEach((shard, payments) -> out.output(KV.of(shard, Block.write(payments))));
    }
  }

  /** The payments whose score reaches the threshold. */
  private static final class RowsFn extends DoFn<KV<Integer, byte[]>, Row> {
    private final double threshold;

    RowsFn(double threshold) {
      this.threshold = threshold;
    }

    /** A payment that was late has the time of the watermark that it met. */
    @Override
    @Deprecated
    public Duration getAllowedTimestampSkew() {
      return Duration.millis(Long.MAX_VALUE);
    }

    @ProcessElement
    public void process(@Element KV<Integer, byte[]> block, OutputReceiver<Row> out) {
      for (Payment payment : Block.read(block.getValue())) {
        double score = payment.evidence.score();
        if (score >= threshold) {
          out.outputWithTimestamp(row(payment, score), new Instant(payment.millis()));
        }
      }
    }

    private static Row row(Payment payment, double score) {
      Evidence evidence = payment.evidence;
      Row.Builder row =
          Row.withSchema(SCHEMA)
              .addValue(java.time.Instant.EPOCH.plus(payment.micros, ChronoUnit.MICROS))
              .addValue(payment.id.isEmpty() ? null : payment.id)
              .addValue(payment.card)
              .addValue(payment.place.isEmpty() ? null : payment.place)
              .addValue(payment.amount)
              .addValue(Math.round(score * 1e6) / 1e6)
              .addValue(evidence.reasons(payment.amount));
      for (int count : evidence.counts()) {
        row.addValue(count);
      }
      for (double sum : evidence.sums()) {
        row.addValue(Math.round(sum * 100) / 100.0);
      }
      return row.build();
    }
  }
}
