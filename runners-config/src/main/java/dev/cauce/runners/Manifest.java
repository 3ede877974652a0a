package dev.cauce.runners;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.jspecify.annotations.Nullable;

/**
 * Whose checkpoints a directory holds: what a pipeline must have in common with the one that made
 * them, or its state would be lost or misread.
 *
 * @param id the same for all runs on the directory
 * @param created when the first of them started
 * @param ended whether the pipeline came to the end of its input, so that there is nothing to go on
 *     with
 * @param settings what was asked for, by the name that the user knows
 * @param versions of what writes state
 * @param steps the steps that keep state, by their full names, and what they are
 */
record Manifest(
    String id,
    String created,
    boolean ended,
    Map<String, String> settings,
    Map<String, String> versions,
    Map<String, String> steps) {
  private static final String FILE = "manifest.json";
  private static final int FORMAT = 1;

  /** Of the state of our own steps; goes up when an older one can no longer be read. */
  private static final String STATE = "2";

  private static final int SHOWN = 4;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * Of a pipeline that begins.
   *
   * @param maxParallelism into how many parts Flink divides keyed state
   */
  static Manifest of(
      Map<String, String> settings, String backend, int maxParallelism, Map<String, String> steps) {
    Map<String, String> versions = new TreeMap<>();
    versions.put("Beam", ReleaseInfo.getReleaseInfo().getVersion());
    versions.put("Flink", org.apache.flink.runtime.util.EnvironmentInformation.getVersion());
    versions.put("state", STATE);
    versions.put("state backend", backend);
    versions.put("maximum parallelism", Integer.toString(maxParallelism));
    return new Manifest(
        UUID.randomUUID().toString(),
        Instant.now().toString(),
        false,
        new LinkedHashMap<>(settings),
        versions,
        new TreeMap<>(steps));
  }

  /** Like this, with its pipeline at the end of its input. */
  Manifest atItsEnd() {
    return new Manifest(id, created, true, settings, versions, steps);
  }

  /**
   * The manifest of the directory; null if it has none.
   *
   * @throws IOException if it cannot be read, or makes no sense
   */
  static @Nullable Manifest read(StateFiles files) throws IOException {
    byte[] content = files.read(FILE);
    if (content == null) {
      return null;
    }
    try {
      JsonNode node = JSON.readTree(content);
      if (node.path("format").asInt() != FORMAT) {
        throw new IOException("its format is " + node.path("format") + ", not " + FORMAT);
      }
      return new Manifest(
          node.path("id").asText(),
          node.path("created").asText(),
          node.path("ended").asBoolean(),
          map(node.path("settings")),
          map(node.path("versions")),
          map(node.path("steps")));
    } catch (IOException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "Cannot read \"%s\": %s. It tells whose checkpoints these are: restore it, or use"
                  + " another directory.",
              files.uri(FILE),
              String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  private static Map<String, String> map(JsonNode node) {
    Map<String, String> map = new LinkedHashMap<>();
    node.fields().forEachRemaining(field -> map.put(field.getKey(), field.getValue().asText()));
    return map;
  }

  /** Writes it into the directory, in place of the one that is there. */
  void write(StateFiles files) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("format", FORMAT);
    node.put("id", id);
    node.put("created", created);
    node.put("ended", ended);
    node.put("cauce", String.valueOf(Manifest.class.getPackage().getImplementationVersion()));
    node.set("settings", JSON.valueToTree(settings));
    node.set("versions", JSON.valueToTree(versions));
    node.set("steps", JSON.valueToTree(steps));
    files.replace(FILE, JSON.writeValueAsBytes(node));
  }

  /** What is different in {@code other}, a phrase each; empty if it can go on with the state. */
  List<String> differences(Manifest other) {
    List<String> differences = new ArrayList<>();
    compare("%s was %s and is %s", versions, other.versions, differences);
    compare("%s was %s and is %s", settings, other.settings, differences);
    if (differences.isEmpty()) {
      // If somebody asked for something else, that says it better.
      compare("the step \"%s\" was %s and is %s", steps, other.steps, differences);
    }
    if (differences.size() > SHOWN) {
      int more = differences.size() - SHOWN;
      differences = new ArrayList<>(differences.subList(0, SHOWN));
      differences.add("and " + more + " more");
    }
    return differences;
  }

  private static void compare(
      String phrase, Map<String, String> was, Map<String, String> is, List<String> differences) {
    Map<String, String> names = new LinkedHashMap<>(was);
    names.putAll(is);
    for (String name : names.keySet()) {
      String before = quoted(was.get(name));
      String now = quoted(is.get(name));
      if (!before.equals(now)) {
        differences.add(String.format(Locale.ROOT, phrase, name, before, now));
      }
    }
  }

  private static String quoted(@Nullable String value) {
    return value == null ? "missing" : '"' + value + '"';
  }
}
