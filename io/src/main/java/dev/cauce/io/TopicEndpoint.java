package dev.cauce.io;

import dev.cauce.row.Lines;
import dev.cauce.table.TableUpdate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.jspecify.annotations.Nullable;

/** {@code kafka://B1:9092,B2:9092/TOPIC}: values of a topic; a topic to write to. */
public final class TopicEndpoint implements Endpoint {
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

  /** For {@link java.util.ServiceLoader}. */
  public TopicEndpoint() {}

  @Override
  public Set<String> schemes() {
    return Set.of("kafka");
  }

  @Override
  public Usage source() {
    return new Usage(
        "kafka://HOST:PORT,HOST:PORT/TOPIC",
        List.of("from=earliest|latest|TIME", "until=latest", "config=FILE", "max-rate=N"),
        "values of a topic; with until=latest those that are there");
  }

  @Override
  public Usage sink() {
    return new Usage(
        "kafka://HOST:PORT,HOST:PORT/TOPIC",
        List.of("exactly-once=true", "config=FILE"),
        "a topic: the key columns as key, the row as JSON as value; at least once, or with"
            + " exactly-once in transactions, once a checkpoint");
  }

  @Override
  public boolean isBounded(EndpointUri uri, ReadOptions how) {
    return uri.parameters().containsKey("until");
  }

  @Override
  public @Nullable String availableNow(EndpointUri uri) {
    return uri.parameters().containsKey("until")
        ? "with \"until\" it would begin at its first offset in each run: leave it out, each run ends"
            + " at the offsets that are the last ones when it starts."
        : null;
  }

  @Override
  public PTransform<PBegin, PCollection<Lines>> read(EndpointUri uri, ReadOptions how) {
    UriOptions options = uri.options();
    Topic topic = options.body(Topic::parse, Topic.NONE);
    StartingOffsets from = options.as("from", StartingOffsets::parse);
    boolean bounded = options.oneOf("until", Map.of("latest", true), false);
    Path config = options.as("config", TopicEndpoint::file);
    long maxRate = options.number("max-rate", 1, Long.MAX_VALUE, 0);
    options.check();
    TopicIO.Read read =
        TopicIO.read(topic.brokers(), topic.name())
            .from(orDefault(from, bounded || how.resumable()))
            .with(how);
    if (bounded) {
      read = read.untilLatest();
    }
    if (config != null) {
      read = read.withConfigFile(config.toString());
    }
    return maxRate == 0 ? read : read.withMaxRate(maxRate);
  }

  @Override
  public PTransform<PCollection<TableUpdate>, PDone> write(EndpointUri uri) {
    UriOptions options = uri.options();
    Topic topic = options.body(Topic::parse, Topic.NONE);
    Path config = options.as("config", TopicEndpoint::file);
    boolean exactlyOnce = options.flag("exactly-once", false);
    options.check();
    TopicIO.Write write = TopicIO.write(topic.brokers(), topic.name());
    write = exactlyOnce ? write.exactlyOnce() : write;
    return config == null ? write : write.withConfigFile(config.toString());
  }

  /**
   * The topic that a URI names, of whose options only {@code config} is known.
   *
   * @throws InvalidUriException with all that is wrong
   */
  static TopicConnection connection(UriOptions options) {
    Topic topic = options.body(Topic::parse, Topic.NONE);
    Path config = options.as("config", TopicEndpoint::file);
    options.check();
    TopicConnection connection = new TopicConnection(topic.brokers(), topic.name());
    return config == null ? connection : connection.withConfigFile(config.toString());
  }

  /** As Spark: who takes what is there takes all of it, an endless read what comes from now on. */
  private static StartingOffsets orDefault(@Nullable StartingOffsets from, boolean isThere) {
    if (from != null) {
      return from;
    }
    return isThere ? StartingOffsets.earliest() : StartingOffsets.latest();
  }

  private static Path file(String text) {
    Path file = Path.of(text);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a file that can be read: name one with client properties.");
    }
    return file;
  }

  private record Topic(String brokers, String name) {
    static final Topic NONE = new Topic("", "");

    static Topic parse(String body) {
      int slash = body.indexOf('/');
      String brokers = slash < 0 ? body : body.substring(0, slash);
      String name = slash < 0 ? "" : body.substring(slash + 1);
      if (!TOPIC.matcher(name).matches()) {
        throw new IllegalArgumentException(
            (name.isEmpty() ? "the topic is missing" : "\"" + name + "\" is not a topic's name")
                + ": write kafka://HOST:PORT/TOPIC.");
      }
      Arrays.stream(brokers.split(",", -1)).forEach(HostPort::parse);
      return new Topic(brokers, name);
    }
  }
}
