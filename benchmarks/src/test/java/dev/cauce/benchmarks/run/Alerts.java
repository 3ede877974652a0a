package dev.cauce.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The alerts that came out, beside those that should. One may come again: once at least is right.
 */
final class Alerts implements TopicWork.Result {
  private static final JsonFactory JSON = new JsonFactory();

  private final Set<String> truth;
  private final Set<String> seen = new HashSet<>();
  private @Nullable String fault;

  /**
   * @param truth as {@link ScoreTruth#alert} has them
   */
  Alerts(Set<String> truth) {
    this.truth = truth;
  }

  @Override
  public void add(byte @Nullable [] key, byte[] value) {
    String alert = alert(new String(value, UTF_8));
    if (truth.contains(alert)) {
      seen.add(alert);
    } else if (fault == null) {
      fault = "there is no alert " + alert;
    }
  }

  /** Sensor and time of a record: {@code sensor,millis,...}, or JSON as Cauce writes it. */
  static String alert(String value) {
    if (!value.startsWith("{")) {
      return value.substring(0, Math.max(0, value.indexOf(',', value.indexOf(',') + 1)));
    }
    String sensor = "";
    String time = "";
    try (JsonParser json = JSON.createParser(value)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("series")) {
          sensor = json.getText();
        } else if (name.equals("time")) {
          time = json.getText();
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(value, e);
    }
    return ScoreTruth.alert(sensor, Instant.parse(time).toEpochMilli());
  }

  @Override
  public boolean isRight() {
    return fault == null && seen.size() == truth.size();
  }

  @Override
  public @Nullable String fault() {
    return fault;
  }

  @Override
  public @Nullable String wrong() {
    return fault != null || isRight()
        ? fault
        : seen.size() + " of " + truth.size() + " alerts have come";
  }
}
