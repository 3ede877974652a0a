package dev.cauce.io;

import dev.cauce.row.DeadLetter;
import dev.cauce.row.EventTime;
import dev.cauce.row.Lines;
import dev.cauce.row.LinesCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Instant;

/**
 * Takes the rows whose event time could not be read out of blocks. A reader cannot do it, since it
 * has but one output: it marks them. A block without such rows goes on as it is.
 */
final class TimedRows {
  private static final TupleTag<Lines> TIMED = new TupleTag<>("timed");
  private static final TupleTag<DeadLetter> DEAD = new TupleTag<>("dead");

  /** A row of a message's length, so that a reason stays one line that can be read. */
  private static final int SHOWN = 200;

  private TimedRows() {}

  /** The blocks without such rows; nothing is done unless the event time stands in the rows. */
  static PCollection<Lines> of(PCollection<Lines> blocks, ReadOptions options) {
    EventTime time = options.inRows();
    if (time == null) {
      return blocks;
    }
    if (options.deadLetters() == null) {
      return blocks
          .apply("Event time", ParDo.of(new TimedFn(time, false)))
          .setCoder(LinesCoder.of());
    }
    PCollectionTuple parted =
        blocks.apply(
            "Event time",
            ParDo.of(new TimedFn(time, true)).withOutputTags(TIMED, TupleTagList.of(DEAD)));
    options.deadLetters().add(parted.get(DEAD).setCoder(DeadLetter.DeadLetterCoder.of()));
    return parted.get(TIMED).setCoder(LinesCoder.of());
  }

  /**
   * The timestamp of a block as an element: the least time of its rows, but not before the
   * watermark that was there when it was taken. On the DirectRunner an element that is earlier than
   * the watermark does not hold it back, and its rows would be judged by a later one than on Flink.
   *
   * @param before the watermark before the block was taken
   */
  static Instant timestamp(Lines block, Instant before) {
    return block.least().isAfter(before) ? block.least() : before;
  }

  private static final class TimedFn extends DoFn<Lines, Lines> {
    private static final long serialVersionUID = 1L;

    private final EventTime time;
    private final boolean hasDeadLetters;

    TimedFn(EventTime time, boolean hasDeadLetters) {
      this.time = time;
      this.hasDeadLetters = hasDeadLetters;
    }

    @ProcessElement
    public void process(@Element Lines lines, MultiOutputReceiver out, OutputReceiver<Lines> main) {
      int untimed = lines.untimed();
      if (untimed == 0) {
        main.output(lines);
        return;
      }
      Lines.Builder left = Lines.builder(lines.origin());
      Instant now = Instant.now();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.millis(i) != EventTime.NONE) {
          left.add(lines.bytes(), lines.start(i), lines.end(i), lines.millis(i));
          continue;
        }
        if (time.isHeader(lines.bytes(), lines.start(i), lines.end(i))) {
          continue;
        }
        String reason = time.reason(lines.bytes(), lines.start(i), lines.end(i));
        String row = lines.line(i);
        if (!hasDeadLetters) {
          throw new IllegalArgumentException(refusal(lines.origin(), reason, row));
        }
        out.get(DEAD).output(new DeadLetter(now, lines.origin(), reason, row));
      }
      if (left.size() > 0) {
        main.output(left.build().withFollowed(lines.isFollowed()));
      }
    }

    private static String refusal(String origin, String reason, String row) {
      String shown = row.length() > SHOWN ? row.substring(0, SHOWN) + "..." : row;
      return "A row of "
          + origin
          + " has no event time ("
          + reason
          + "): "
          + shown.replaceAll("\\p{Cntrl}", " ")
          + " - to go on without such rows, give dead letters (withDeadLetters, --dead-letters)";
    }
  }
}
