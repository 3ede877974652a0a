package dev.cauce.io;

import java.io.IOException;
import java.io.Reader;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A topic, the brokers that have it, and what else their clients need. Travels to the workers and
 * into checkpoints, so it holds no secrets: those are in the file, which is read where a client is
 * made.
 */
record TopicConnection(
    String brokers, String topic, TreeMap<String, String> config, @Nullable String configFile)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Map<String, String> REFUSED =
      Map.of(
          "bootstrap.servers", "the brokers are given with the topic",
          "auto.offset.reset", "say where to start with from=earliest, latest or a time",
          "key.deserializer", "keys are read as bytes",
          "value.deserializer", "values are read as bytes",
          "key.serializer", "keys are written as bytes",
          "value.serializer", "values are written as bytes",
          "interceptor.classes", "interceptors may change or drop rows",
          "transactional.id", "the sink names its transactions itself",
          "allow.auto.create.topics", "reading does not create topics");

  TopicConnection {
    if (brokers.isBlank()) {
      throw new IllegalArgumentException("No brokers given: name them as host:port,host:port");
    }
    if (topic.isBlank()) {
      throw new IllegalArgumentException("No topic given");
    }
    for (String name : config.keySet()) {
      if (isSecret(name)) {
        throw new IllegalArgumentException(
            name
                + " is a secret, and would be written to checkpoints: put it in a file of your own"
                + " (chmod 600) and name that with config=FILE");
      }
    }
    check(config);
  }

  TopicConnection(String brokers, String topic) {
    this(brokers, topic, new TreeMap<>(), null);
  }

  TopicConnection withConfig(Map<String, String> config) {
    return new TopicConnection(brokers, topic, new TreeMap<>(config), configFile);
  }

  TopicConnection withConfigFile(String file) {
    return new TopicConnection(brokers, topic, config, file);
  }

  /**
   * What the user wants of the client: the file, overridden by {@link #config}.
   *
   * @throws IOException if the file cannot be read, or should not be
   */
  Properties properties() throws IOException {
    Properties properties = new Properties();
    if (configFile != null) {
      Path file = Path.of(configFile);
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (NoSuchFileException e) {
        throw new IOException(
            "The file \"" + file + "\" of Kafka client properties does not exist");
      } catch (IOException | IllegalArgumentException e) {
        throw new IOException(
            "Cannot read the Kafka client properties in \"" + file + "\": " + e.getMessage());
      }
      Set<String> names = properties.stringPropertyNames();
      if (names.stream().anyMatch(TopicConnection::isSecret) && isOpen(file)) {
        throw new IOException(
            "\""
                + file
                + "\" holds a secret, and others than its owner can read it: chmod 600 "
                + file);
      }
      Map<String, String> found = new TreeMap<>();
      names.forEach(name -> found.put(name, properties.getProperty(name)));
      check(found);
    }
    properties.putAll(config);
    return properties;
  }

  private static void check(Map<String, String> config) {
    List<String> problems = new ArrayList<>();
    REFUSED.forEach(
        (name, reason) -> {
          if (config.containsKey(name)) {
            problems.add(name + " cannot be set: " + reason);
          }
        });
    if ("true".equalsIgnoreCase(trimmed(config, "enable.auto.commit"))) {
      problems.add("enable.auto.commit=true loses rows: where a pipeline is, its checkpoint knows");
    }
    if ("false".equalsIgnoreCase(trimmed(config, "enable.idempotence"))) {
      problems.add("enable.idempotence=false loses the order of the rows of a key");
    }
    if (!problems.isEmpty()) {
      problems.sort(null);
      throw new IllegalArgumentException("Kafka client properties: " + String.join("; ", problems));
    }
  }

  private static String trimmed(Map<String, String> config, String name) {
    return config.getOrDefault(name, "").trim();
  }

  private static boolean isSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.contains("password")
        || lower.contains("secret")
        || lower.endsWith("sasl.jaas.config")
        || lower.equals("ssl.keystore.key");
  }

  private static boolean isOpen(Path file) throws IOException {
    try {
      for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
        switch (permission) {
          case GROUP_READ, OTHERS_READ:
            return true;
          default: // writing does not tell
        }
      }
      return false;
    } catch (UnsupportedOperationException e) {
      return false; // a file system without such permissions
    }
  }

  /** Says nothing of the configuration. */
  @Override
  public String toString() {
    return topic + " on " + brokers;
  }
}
