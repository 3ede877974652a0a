package dev.cauce.benchmarks.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Runs a contestant that goes from topic to topic and never ends, until its result is right. */
final class TopicWork {
  private final Topics topics;
  private final long limitSeconds;

  TopicWork(Topics topics, long limitSeconds) {
    this.topics = topics;
    this.limitSeconds = limitSeconds;
  }

  /** What has come out so far. */
  interface Result {
    void add(byte @Nullable [] key, byte[] value);

    boolean isRight();

    /** What can no longer come right; null if nothing. */
    @Nullable String fault();

    /** What is not right; null if all is. */
    @Nullable String wrong();
  }

  /** Gives a process its output topic. */
  interface Start {
    Measured start(String outputTopic) throws IOException;
  }

  /**
   * @param checkpoints where it keeps them
   */
  Sample run(
      String peer,
      Setting setting,
      long rows,
      Result result,
      Path checkpoints,
      Path log,
      Start start)
      throws IOException, InterruptedException {
    String topic = topics.output();
    try (Measured process = start.start(topic);
        Topics.Tail tail = topics.new Tail(topic)) {
      boolean alive = true;
      long[] written = {0};
      BiConsumer<byte[], byte[]> records =
          (key, value) -> {
            written[0]++;
            result.add(key, value);
          };
      while (alive && !result.isRight() && result.fault() == null && !isOver(process)) {
        alive = process.isAlive();
        tail.poll(records);
      }
      double seconds = process.seconds();
      boolean right = result.isRight();
      boolean cutOff = !right && alive && result.fault() == null;
      long kept = Places.bytes(checkpoints);
      Usage usage = process.stop();
      tail.drain(records); // nothing that comes behind may make it wrong
      String failure = cutOff ? "cut off: " + result.wrong() : result.wrong();
      if (!alive && !right) {
        failure = "ended with exit code " + usage.exit() + ", see " + log;
      }
      return new Sample(
          peer,
          setting,
          rows,
          written[0],
          usage,
          right ? seconds : Double.NaN,
          List.of(),
          kept,
          failure,
          cutOff);
    } finally {
      topics.drop(topic);
    }
  }

  private boolean isOver(Measured process) {
    return process.seconds() > limitSeconds;
  }
}
