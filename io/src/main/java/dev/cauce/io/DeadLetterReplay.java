package dev.cauce.io;

import dev.cauce.table.DeadLetters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts dead letters through again: takes the rows, as they came, out of what {@link DeadLetters}
 * wrote as JSON, and writes each as a line or record to where a pipeline reads it. What is there is
 * copied once, in order, by the calling thread; the source is left as it is.
 *
 * <p>From a directory (or one file of it, each line a dead letter) or a Kafka topic (the committed
 * records up to the ends there are at the start). Into a directory: one file {@code
 * replay-TIME-ID.txt}, which appears when all is in it, or not at all; none for no rows. Into a
 * topic: each row is the value of a record without a key; if it fails half way, what was sent is
 * sent.
 *
 * <p>This is no pipeline: there is nothing to gather, nothing to keep and no second worker to be
 * had, and a copy that needs no runner is there in a second.
 */
public final class DeadLetterReplay {
  private final LetterSource source;
  private final LetterSink sink;
  private final @Nullable Pattern reason;

  private DeadLetterReplay(LetterSource source, LetterSink sink, @Nullable Pattern reason) {
    this.source = source;
    this.sink = sink;
    this.reason = reason;
  }

  /** What was found and what was written. */
  public record Counts(long found, long replayed) {}

  /**
   * A replay, which is not yet run. Opens nothing.
   *
   * @param from a directory, a file or {@code kafka://HOST:PORT/TOPIC}, with {@code config=FILE}
   * @param to a directory or {@code kafka://HOST:PORT/TOPIC}, with {@code config=FILE}
   * @throws InvalidUriException with all that is wrong with one of them
   */
  public static DeadLetterReplay of(EndpointUri from, EndpointUri to) {
    return new DeadLetterReplay(source(from), sink(to), null);
  }

  /** Like this one, but only of dead letters in whose reason the pattern is found. */
  public DeadLetterReplay withReason(Pattern pattern) {
    return new DeadLetterReplay(source, sink, pattern);
  }

  /**
   * Does it.
   *
   * @throws IOException in one line, if something is no dead letter, or cannot be read or written
   */
  public Counts run() throws IOException {
    long[] counts = {0, 0};
    try (LetterSink.Output out = sink.open()) {
      source.forEach(
          (letter, where) -> {
            counts[0]++;
            if (reason == null || reason.matcher(letter.reason()).find()) {
              counts[1]++;
              out.write(letter.row(), where);
            }
          });
      out.finish();
    }
    return new Counts(counts[0], counts[1]);
  }

  private static LetterSource source(EndpointUri uri) {
    UriOptions options = uri.options();
    switch (uri.scheme()) {
      case "file" -> {
        // The place may be named as the run was told it.
        FileFormat format = options.oneOf("format", FileFormat.JSON);
        if (format != FileFormat.JSON) {
          options.problem(
              "dead letters are read as JSON, which is how they are written unless told otherwise.");
        }
        options.check();
        return new LetterFiles(uri.body());
      }
      case "kafka" -> {
        return new LetterTopic(TopicEndpoint.connection(options));
      }
      default ->
          throw new InvalidUriException(
              uri.text(), List.of("dead letters are read from a directory or a Kafka topic."));
    }
  }

  private static LetterSink sink(EndpointUri uri) {
    UriOptions options = uri.options();
    switch (uri.scheme()) {
      case "file" -> {
        Path path = options.body(DirectoryEndpoint::directory, Path.of(""));
        options.check();
        return LetterSink.directory(path);
      }
      case "kafka" -> {
        return LetterSink.topic(TopicEndpoint.connection(options));
      }
      default ->
          throw new InvalidUriException(
              uri.text(), List.of("rows are replayed to a directory or a Kafka topic."));
    }
  }
}
