package dev.cauce.logs;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a line of a log says.
 *
 * @param micros when it happened, in microseconds since the epoch; {@link
 *     dev.cauce.row.EventTime#NONE} if the line does not say
 * @param level one of {@code TRACE, DEBUG, INFO, NOTICE, WARN, ERROR, FATAL}; null if the line does
 *     not say. A request has {@code ERROR} for a status of 500 and more, {@code WARN} for 400 and
 *     more, else {@code INFO}
 * @param service the program, logger, module or virtual host that wrote it
 * @param host the machine that wrote it; of a request the client
 * @param status of a request, the HTTP status
 * @param message what is left without all this: of a request its first line
 */
public record LogEvent(
    long micros,
    @Nullable String level,
    @Nullable String service,
    @Nullable String host,
    @Nullable Integer status,
    String message) {
  /** Checks that there is a message. */
  public LogEvent {
    Objects.requireNonNull(message);
  }
}
