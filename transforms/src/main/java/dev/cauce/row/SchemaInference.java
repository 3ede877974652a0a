package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.jspecify.annotations.Nullable;

/** Guesses a schema from some lines, much as Spark does. */
final class SchemaInference {
  private static final Pattern NAMED_GROUP = Pattern.compile("\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");

  /** What the values of a column have been so far. */
  private enum Guess {
    NOTHING(FieldType.STRING),
    INT(FieldType.INT32),
    BIGINT(FieldType.INT64),
    DOUBLE(FieldType.DOUBLE),
    BOOLEAN(FieldType.BOOLEAN),
    DATE(Schemas.DATE),
    TIMESTAMP(Schemas.TIMESTAMP),
    STRING(FieldType.STRING);

    private final FieldType type;

    Guess(FieldType type) {
      this.type = type;
    }

    Guess with(Guess other) {
      if (this == other || other == NOTHING) {
        return this;
      }
      if (this == NOTHING) {
        return other;
      }
      if (ordinal() <= DOUBLE.ordinal() && other.ordinal() <= DOUBLE.ordinal()) {
        return ordinal() > other.ordinal() ? this : other;
      }
      boolean times = (this == DATE || this == TIMESTAMP) && (other == DATE || other == TIMESTAMP);
      return times ? TIMESTAMP : STRING;
    }
  }

  private SchemaInference() {}

  static Schema json(List<String> lines) {
    Map<String, Guess> guesses = new LinkedHashMap<>();
    for (String line : lines) {
      fields(line).forEach((name, guess) -> guesses.merge(name, guess, Guess::with));
    }
    if (guesses.isEmpty()) {
      throw new IllegalArgumentException(
          "No line of the sample is a JSON object with a field. Name the columns and their types.");
    }
    return schema(List.copyOf(guesses.keySet()), guesses.values().toArray(Guess[]::new));
  }

  /** The fields of one line; none if it is malformed. */
  private static Map<String, Guess> fields(String line) {
    Map<String, Guess> fields = new LinkedHashMap<>();
    byte[] bytes = line.getBytes(UTF_8);
    try (JsonParser json = JsonRows.open(bytes, 0, bytes.length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Map.of();
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        fields.put(name, guess(json));
        json.skipChildren();
      }
      return json.nextToken() == null ? fields : Map.of();
    } catch (IOException | MalformedRowException e) {
      return Map.of();
    }
  }

  private static Guess guess(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_NULL -> Guess.NOTHING;
      case VALUE_TRUE, VALUE_FALSE -> Guess.BOOLEAN;
      case VALUE_NUMBER_INT ->
          json.getNumberType() == NumberType.BIG_INTEGER ? Guess.DOUBLE : Guess.BIGINT;
      case VALUE_NUMBER_FLOAT -> Guess.DOUBLE;
      default -> Guess.STRING;
    };
  }

  static Schema csv(List<String> lines, CsvOptions options) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    List<String> first = null;
    for (String line : lines) {
      byte[] bytes = line.getBytes(UTF_8);
      List<String> names = new ArrayList<>();
      List<@Nullable String> row = new ArrayList<>();
      try {
        CsvFields fields = new CsvFields(Decoded.line(bytes, 0, bytes.length), options);
        while (fields.next()) {
          names.add(fields.text());
          row.add(fields.isNull() ? null : fields.text());
        }
      } catch (MalformedRowException e) {
        continue; // says nothing of the types
      }
      if (first == null) {
        first = names;
      }
      if (!options.header() || !names.equals(first)) {
        rows.add(row);
      }
    }
    if (first == null) {
      throw new IllegalArgumentException(
          "No line of the sample is CSV. Name the columns and their types.");
    }
    List<String> names = numbered(first.size());
    if (options.header()) {
      for (int i = 0; i < names.size(); i++) {
        names.set(i, first.get(i).isEmpty() ? names.get(i) : first.get(i));
      }
    }
    return text(names, rows);
  }

  static Schema regex(List<String> lines, Pattern pattern) {
    int groups = pattern.matcher("").groupCount();
    List<String> names = new ArrayList<>();
    Matcher named = NAMED_GROUP.matcher(pattern.pattern());
    while (named.find()) {
      names.add(named.group(1));
    }
    if (groups == 0 || (!names.isEmpty() && names.size() != groups)) {
      throw new IllegalArgumentException(
          "The pattern \""
              + pattern
              + "\" has "
              + groups
              + " groups, of which "
              + names.size()
              + " have a name. Name all that are columns, (?<name>...), and write the others (?:...)"
              + ".");
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.matches()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int group = 1; group <= groups; group++) {
          String text = matcher.group(group);
          row.add(text == null || text.isEmpty() ? null : text);
        }
        rows.add(row);
      }
    }
    return text(names.isEmpty() ? numbered(groups) : names, rows);
  }

  private static List<String> numbered(int size) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      names.add("_c" + i);
    }
    return names;
  }

  private static Schema text(List<String> names, List<List<@Nullable String>> rows) {
    Guess[] guesses = new Guess[names.size()];
    Arrays.fill(guesses, Guess.NOTHING);
    for (List<@Nullable String> row : rows) {
      for (int i = 0; i < guesses.length && row.size() == guesses.length; i++) {
        guesses[i] = guesses[i].with(guess(row.get(i)));
      }
    }
    return schema(names, guesses);
  }

  private static Guess guess(@Nullable String text) {
    if (text == null) {
      return Guess.NOTHING;
    }
    for (Guess guess :
        List.of(
            Guess.INT, Guess.BIGINT, Guess.DOUBLE, Guess.DATE, Guess.TIMESTAMP, Guess.BOOLEAN)) {
      try {
        Object unused = TextValues.read(TextColumn.of(Field.nullable("sample", guess.type)), text);
        return guess;
      } catch (MalformedRowException e) {
        // try the next one
      }
    }
    return Guess.STRING;
  }

  private static Schema schema(List<String> names, Guess[] guesses) {
    Set<String> seen = new LinkedHashSet<>();
    Schema.Builder schema = Schema.builder();
    for (int i = 0; i < guesses.length; i++) {
      if (!seen.add(names.get(i))) {
        throw new IllegalArgumentException(
            "The column \"" + names.get(i) + "\" is there twice. Name the columns yourself.");
      }
      schema.addNullableField(names.get(i), guesses[i].type);
    }
    return schema.build();
  }
}
