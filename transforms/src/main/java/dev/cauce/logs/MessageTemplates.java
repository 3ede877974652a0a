package dev.cauce.logs;

import dev.cauce.row.DeadLetter;
import dev.cauce.row.Lines;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableInputs;
import dev.cauce.table.TableUpdate;
import dev.cauce.table.TableUpdateCoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
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
 * Finds the kinds of messages in logs, as templates such as {@code session opened for user <*> by
 * (uid=<*>)}, and counts the messages of each.
 *
 * <p><b>In</b>: lines of logs, bounded or unbounded. <b>Out</b>: updates of a table of the columns
 * {@code id} (the key), {@code template, count, level} (the most severe), {@code services} (at most
 * five), {@code first_seen, last_seen, example}. The id is made of the text of the template alone.
 *
 * <p><b>Modes</b>: in update mode the templates with other numbers leave at each tick; when several
 * templates turn out to be one, they are {@linkplain TableUpdate#removed() removed}, and the one
 * comes in their place. In complete mode the whole table leaves. In append mode a row leaves when a
 * template is found of which no message was known before, with what is known at that tick; over a
 * bounded input that is each template, once, with its final numbers.
 *
 * <p><b>Order</b> does not matter: the table depends on the messages that came, as long as there is
 * room for their forms, so it is the same bounded and unbounded, on every runner, with every
 * parallelism.
 *
 * <p><b>State</b>, unbounded only: a few hundred bytes for each form of message, at most {@link
 * #remembering} forms; then the templates that were not seen for the longest time are forgotten,
 * removed from the table, and counted as {@code numTemplatesForgotten}. It is as safe over a
 * failure as the runner's checkpoints make it. A complete table is kept by a single worker.
 *
 * <p>A line that cannot be read is a dead letter; without dead letters it fails the pipeline.
 */
public final class MessageTemplates
    extends PTransform<PCollection<Lines>, PCollection<TableUpdate>> {
  private static final long serialVersionUID = 1L;

  /** How many forms are remembered by default. */
  public static final int FORMS = 50_000;

  private static final int SHARDS = 32;
  private static final int BOUNDED_SHARDS = 8;

  private final LogParser parser;
  private final OutputMode mode;
  private final Duration every;
  private final int forms;
  private final @Nullable String where;
  private final transient @Nullable DeadLetters deadLetters;

  private MessageTemplates(
      LogParser parser,
      OutputMode mode,
      Duration every,
      int forms,
      @Nullable String where,
      @Nullable DeadLetters deadLetters) {
    this.parser = parser;
    this.mode = mode;
    this.every = every;
    this.forms = forms;
    this.where = where;
    this.deadLetters = deadLetters;
  }

  /** Of the messages that {@code parser} finds: in update mode, every second. */
  public static MessageTemplates of(LogParser parser) {
    return new MessageTemplates(
        Objects.requireNonNull(parser),
        OutputMode.UPDATE,
        Duration.standardSeconds(1),
        FORMS,
        null,
        null);
  }

  /** The columns of the table. */
  public static Schema schema() {
    return Templates.SCHEMA;
  }

  /** What a tick emits. */
  public MessageTemplates emitting(OutputMode other) {
    return new MessageTemplates(
        parser, Objects.requireNonNull(other), every, forms, where, deadLetters);
  }

  /** How far apart ticks are; zero means as soon as possible. */
  public MessageTemplates every(Duration other) {
    return new MessageTemplates(
        parser, mode, Objects.requireNonNull(other), forms, where, deadLetters);
  }

  /**
   * How many forms of messages are remembered, over all workers. Default: {@link #FORMS}.
   *
   * @throws IllegalArgumentException if it is less than 100
   */
  public MessageTemplates remembering(int most) {
    if (most < 100) {
      throw new IllegalArgumentException(
          "Room for " + most + " forms of messages is too little: give 100 or more.");
    }
    return new MessageTemplates(parser, mode, every, most, where, deadLetters);
  }

  /**
   * Only of events for which {@code condition} is true: SQL over the columns of {@link LogRows}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public MessageTemplates where(String condition) {
    LogCondition.parse(condition);
    return new MessageTemplates(parser, mode, every, forms, condition, deadLetters);
  }

  /** Where lines go that cannot be read. Default: such a line fails the pipeline. */
  public MessageTemplates withDeadLetters(@Nullable DeadLetters letters) {
    return new MessageTemplates(parser, mode, every, forms, where, letters);
  }

  @Override
  public PCollection<TableUpdate> expand(PCollection<Lines> input) {
    boolean bounded = input.isBounded() == IsBounded.BOUNDED;
    int shards = mode == OutputMode.COMPLETE ? 1 : bounded ? BOUNDED_SHARDS : SHARDS;
    TupleTag<KV<Integer, byte[]>> blocksTag = new TupleTag<>("forms");
    TupleTag<DeadLetter> deadTag = new TupleTag<>("dead letters");
    PCollectionTuple parted =
        TableInputs.inGlobalWindow(input)
            .apply(
                "Forms",
                ParDo.of(
                        new FormsFn(parser, where, shards, deadLetters != null, blocksTag, deadTag))
                    .withOutputTags(
                        blocksTag,
                        deadLetters == null ? TupleTagList.empty() : TupleTagList.of(deadTag)));
    if (deadLetters != null) {
      deadLetters.add(parted.get(deadTag).setCoder(DeadLetter.DeadLetterCoder.of()));
    }
    PCollection<KV<Integer, byte[]>> blocks =
        parted.get(blocksTag).setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
    int room = (forms + shards - 1) / shards;
    PCollection<TableUpdate> updates;
    if (bounded) {
      updates =
          blocks
              .apply("Shards", GroupByKey.create())
              .apply("Templates", ParDo.of(new MergeFn(mode, room)));
    } else {
      boolean onArrival = TableInputs.isCheckpointed(input);
      updates =
          blocks.apply("Templates", ParDo.of(new KeepTemplatesFn(mode, every, onArrival, room)));
    }
    return updates.setCoder(TableUpdateCoder.of(Templates.SCHEMA));
  }

  /** One shard of the templates of a log that ends. */
  private static final class MergeFn extends DoFn<KV<Integer, Iterable<byte[]>>, TableUpdate> {
    private static final long serialVersionUID = 1L;
    private final OutputMode mode;
    private final int room;

    MergeFn(OutputMode mode, int room) {
      this.mode = mode;
      this.room = room;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<byte[]>> shard, OutputReceiver<TableUpdate> out) {
      TemplateMiner miner = new TemplateMiner(room);
      for (byte[] block : shard.getValue()) {
        Map<String, TemplateStats> news = new HashMap<>();
        StatsCodec.read(block, news::put);
        miner.add(news);
      }
      Map<String, TemplateStats> all = miner.templates();
      long version = TableInputs.firstVersion(System.currentTimeMillis());
      if (mode == OutputMode.COMPLETE) {
        out.output(Templates.all(all, version));
      } else {
        Templates.emit(mode, new TemplateMiner.Changes(all, List.of(), all), version, out::output);
      }
    }
  }
}
