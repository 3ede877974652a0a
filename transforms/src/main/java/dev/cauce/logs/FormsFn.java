package dev.cauce.logs;

import dev.cauce.expr.ExpressionException;
import dev.cauce.row.DeadLetter;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.row.MalformedRowException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Counts the forms of messages where their lines are read, and hands what a bundle counted to each
 * shard as one block: all that is costly is done here, and what goes on is small. Forms of one
 * shape are of one shard. Holds the forms of one bundle, at most {@link #MOST}.
 */
final class FormsFn extends DoFn<Lines, KV<Integer, byte[]>> {
  private static final long serialVersionUID = 1L;
  private static final int MOST = 50_000;

  private final LogParser parser;
  private final @Nullable LogCondition where;
  private final int shards;
  private final boolean hasDeadLetters;
  private final TupleTag<KV<Integer, byte[]>> blocksTag;
  private final TupleTag<DeadLetter> deadTag;

  private transient Map<String, TemplateStats> forms = new HashMap<>();
  private transient Instant least = GlobalWindow.INSTANCE.maxTimestamp();

  FormsFn(
      LogParser parser,
      @Nullable String where,
      int shards,
      boolean hasDeadLetters,
      TupleTag<KV<Integer, byte[]>> blocksTag,
      TupleTag<DeadLetter> deadTag) {
    this.parser = parser;
    this.where = where == null ? null : LogCondition.parse(where);
    this.shards = shards;
    this.hasDeadLetters = hasDeadLetters;
    this.blocksTag = blocksTag;
    this.deadTag = deadTag;
  }

  @StartBundle
  public void start() {
    forms = new HashMap<>();
    least = GlobalWindow.INSTANCE.maxTimestamp();
  }

  @ProcessElement
  public void process(@Element Lines lines, @Timestamp Instant time, MultiOutputReceiver out) {
    least = time.isBefore(least) ? time : least;
    for (int i = 0; i < lines.size(); i++) {
      try {
        LogEvent event = LogRows.event(parser, lines.bytes(), lines.start(i), lines.end(i));
        if (event != null && !event.message().isEmpty() && (where == null || where.holds(event))) {
          long micros = event.micros() == EventTime.NONE ? 1000 * lines.millis(i) : event.micros();
          forms.merge(
              Masks.form(event.message()), TemplateStats.of(event, micros), TemplateStats::plus);
        }
      } catch (MalformedRowException | ExpressionException e) {
        reject(lines, i, String.valueOf(e.getMessage()), out);
      }
    }
    if (forms.size() > MOST) {
      blocks().forEach((shard, block) -> out.get(blocksTag).output(KV.of(shard, block)));
      forms.clear();
    }
  }

  private void reject(Lines lines, int i, String reason, MultiOutputReceiver out) {
    DeadLetter letter = new DeadLetter(Instant.now(), lines.origin(), reason, lines.line(i));
    if (!hasDeadLetters) {
      throw letter.failure(
          "Give dead letters for lines like this, with withDeadLetters or --dead-letters.");
    }
    out.get(deadTag).output(letter);
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    blocks()
        .forEach(
            (shard, block) ->
                context.output(blocksTag, KV.of(shard, block), least, GlobalWindow.INSTANCE));
    forms.clear();
  }

  private Map<Integer, byte[]> blocks() {
    Map<Integer, Map<String, TemplateStats>> parts = new TreeMap<>();
    forms.forEach(
        (form, stats) ->
            parts
                .computeIfAbsent(
                    Math.floorMod(Tokens.shape(Tokens.of(form)).hashCode(), shards),
                    shard -> new TreeMap<>())
                .put(form, stats));
    Map<Integer, byte[]> blocks = new TreeMap<>();
    parts.forEach((shard, part) -> blocks.put(shard, StatsCodec.write(part)));
    return blocks;
  }
}
