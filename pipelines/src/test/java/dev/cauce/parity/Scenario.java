package dev.cauce.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** A golden file: what real Spark did with one query, step by step. */
record Scenario(Path file, JsonNode json) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** All scenarios of {@code family}: ours, or those in the folder -Dcauce.parity names. */
  static List<Scenario> family(String family) {
    if (!Files.isDirectory(root().resolve(family))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(root().resolve(family))) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(Scenario::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The scenario {@code name} of any family. */
  static Scenario named(String name) {
    Path root = Path.of(System.getProperty("cauce.parity", "src/test/resources/parity"));
    try (Stream<Path> files = Files.find(root, 2, (file, is) -> file.endsWith(name + ".json"))) {
      return files
          .findFirst()
          .map(Scenario::read)
          .orElseThrow(() -> new IllegalArgumentException("No scenario " + name + " in " + root));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Scenario read(Path file) {
    try {
      return new Scenario(file, MAPPER.readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return json.path("name").asText();
  }

  String mode() {
    return json.path("mode").asText();
  }

  List<JsonNode> ops() {
    List<JsonNode> ops = new ArrayList<>();
    json.path("query").path("ops").forEach(ops::add);
    return ops;
  }

  List<JsonNode> steps() {
    List<JsonNode> steps = new ArrayList<>();
    json.path("steps").forEach(steps::add);
    return steps;
  }

  /** All scenarios of all families, in order; progress objects are another matter. */
  static List<Scenario> all() {
    try (Stream<Path> families = Files.list(root())) {
      return families
          .filter(Files::isDirectory)
          .map(family -> family.getFileName().toString())
          .filter(family -> !family.equals("progress"))
          .sorted()
          .flatMap(family -> family(family).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    return Path.of(System.getProperty("cauce.parity", "src/test/resources/parity"));
  }

  String family() {
    return file.getName(file.getNameCount() - 2).toString();
  }

  boolean isRefused() {
    return json.path("refused").asBoolean();
  }

  /** Whether it is stopped and goes on from its checkpoint. */
  boolean isResumed() {
    return readsFiles()
        || steps().stream().anyMatch(step -> step.path("restartBefore").asBoolean());
  }

  /** Whether its rows come in files, and each step is a run that takes those that are there. */
  boolean readsFiles() {
    return json.path("trigger").path("type").asText().equals("availableNow")
        || steps().stream().anyMatch(step -> step.has("files"));
  }

  /**
   * Whether the watermark of a step shows in the step after the next: for an aggregation in
   * complete mode (and if it is told to) Spark runs no batch without rows.
   */
  boolean lags() {
    boolean distinct =
        ops().stream()
            .map(op -> op.path("op").asText())
            .anyMatch(op -> op.startsWith("dropDuplicates") || op.equals("distinct"));
    return mode().equals("complete") && !distinct
        || json.path("conf").toString().contains("noDataMicroBatches");
  }

  /** The names of the inputs; one without a name if there is only one. */
  List<String> inputs() {
    List<String> names = new ArrayList<>();
    json.path("inputs").fieldNames().forEachRemaining(names::add);
    return names.isEmpty() ? List.of("") : names;
  }

  /** The columns of an input, as Spark writes them. */
  JsonNode columns(String input) {
    return (input.isEmpty() ? json.path("input") : json.path("inputs").path(input)).path("columns");
  }

  /** The columns of the only input. */
  Schema inputSchema() {
    return inputSchema("");
  }

  Schema inputSchema(String input) {
    return schema(columns(input));
  }

  static Schema schema(JsonNode columns) {
    Schema.Builder schema = Schema.builder();
    for (JsonNode column : columns) {
      schema.addNullableField(column.path("name").asText(), type(column.path("type").asText()));
    }
    return schema.build();
  }

  private static FieldType type(String spark) {
    return switch (spark) {
      case "int" -> FieldType.INT32;
      case "bigint" -> FieldType.INT64;
      case "double" -> FieldType.DOUBLE;
      case "boolean" -> FieldType.BOOLEAN;
      case "timestamp" -> FieldType.logicalType(SqlTypes.TIMESTAMP);
      case "string", "date" -> FieldType.STRING;
      default -> {
        if (spark.startsWith("decimal")) {
          yield FieldType.DECIMAL;
        }
        throw new IllegalArgumentException("No column type for Spark's " + spark);
      }
    };
  }

  /** The rows that a step adds. */
  List<Row> added(JsonNode step) {
    return added(step, "");
  }

  List<Row> added(JsonNode step, String input) {
    Schema schema = inputSchema(input);
    List<Row> rows = new ArrayList<>();
    List<JsonNode> added = new ArrayList<>();
    (input.isEmpty() ? step.path("add") : step.path("add").path(input)).forEach(added::add);
    step.path("files").forEach(file -> file.path("rows").forEach(added::add));
    for (JsonNode row : added) {
      Row.Builder builder = Row.withSchema(schema);
      for (int i = 0; i < schema.getFieldCount(); i++) {
        builder.addValue(value(row.get(i), schema.getField(i).getType()));
      }
      rows.add(builder.build());
    }
    return rows;
  }

  private static @Nullable Object value(JsonNode json, FieldType type) {
    if (json.isNull()) {
      return null;
    }
    return switch (type.getTypeName()) {
      case INT32 -> json.asInt();
      case INT64 -> json.asLong();
      case DOUBLE -> json.isTextual() ? Double.parseDouble(json.asText()) : json.asDouble();
      case BOOLEAN -> json.asBoolean();
      case LOGICAL_TYPE -> java.time.Instant.parse(json.asText());
      case DECIMAL -> new BigDecimal(json.asText());
      default -> json.asText();
    };
  }
}
