package dev.cauce.pipelines;

import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.table.DeadLetters;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/** A {@link Flow} that is set up: what it needs of its ends, and what it will do. */
public interface FlowPlan {
  /** What leaves its table: what it was told, or the flow's default. */
  OutputMode mode();

  /** Where the sources find the event time of a row; null for what they take by themselves. */
  default @Nullable EventTime eventTime() {
    return null;
  }

  /** Whether there are rows that it cannot use, which are dead letters. */
  boolean hasDeadLetters();

  /** Whether it forgets groups by event time, so that rows may come too late for them. */
  boolean hasLateRows();

  /** The columns of its table, of which some are the key. */
  String columns();

  /** Whether the rows of its table have a key. */
  boolean hasKey();

  /** What the user should know before it runs, one line each; mostly nothing. */
  default List<String> notes() {
    return List.of();
  }

  /**
   * Why it cannot work, each with what to do instead; empty if it can.
   *
   * @param bounded whether the input ends
   */
  List<String> refusals(boolean bounded);

  /**
   * When its rows come out, and what its state is bounded by: one fact a line, {@code rows: ...} or
   * {@code state: ...}.
   */
  List<String> facts(boolean bounded);

  /**
   * What it does here when a run is over, which must then not run on another machine: it draws a
   * picture. Null for nothing, which is the default.
   */
  default @Nullable Afterwards afterwards() {
    return null;
  }

  /** What is done when a run is over. */
  interface Afterwards {
    /**
     * @param told takes what the user should know, one line each
     * @throws IOException if it cannot be done
     */
    void run(Consumer<String> told) throws IOException;
  }

  /**
   * The transform, for one pipeline.
   *
   * @param unusable for rows that cannot be used; null: the first one fails the pipeline
   * @param late for rows that come too late; null: they are counted only
   */
  PTransform<PCollection<Lines>, PCollection<TableUpdate>> table(
      @Nullable DeadLetters unusable, @Nullable DeadLetters late);
}
