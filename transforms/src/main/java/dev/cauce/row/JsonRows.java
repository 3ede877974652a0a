package dev.cauce.row;

import static dev.cauce.row.MalformedRowException.outOfRange;
import static dev.cauce.row.MalformedRowException.quoted;
import static dev.cauce.row.MalformedRowException.wrongType;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** Rows from JSON objects, one a line: reads the bytes once and makes only the wanted values. */
final class JsonRows implements RowFormat {
  /** Names of fields come from outside: they are cached, within bounds, but never interned. */
  static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private final RowType type;

  JsonRows(Schema schema) {
    this.type = RowType.of(schema);
  }

  @Override
  public RowFormat as(Schema schema) {
    return new JsonRows(schema);
  }

  @Override
  public Schema schema() {
    return type.schema();
  }

  @Override
  public Row parse(byte[] bytes, int from, int to) throws MalformedRowException {
    boolean complete = false;
    try (JsonParser json = open(bytes, from, to)) {
      JsonToken first = json.nextToken();
      if (first == null) {
        throw new MalformedRowException("empty line");
      }
      if (first != JsonToken.START_OBJECT) {
        throw new MalformedRowException("no JSON object, but " + given(json));
      }
      Row row = new Line(json, bytes, from).object(type);
      complete = true;
      if (json.nextToken() != null) {
        throw new MalformedRowException("something stands after the JSON object");
      }
      return row;
    } catch (IOException e) {
      throw complete
          ? new MalformedRowException("something stands after the JSON object")
          : malformed(e);
    }
  }

  /** Opens a line that claims to be JSON. */
  static JsonParser open(byte[] bytes, int from, int to) throws IOException, MalformedRowException {
    // Jackson takes zeros and other byte order marks among the first four bytes for UTF-16 or
    // UTF-32.
    for (int i = from; i < Math.min(to, from + 4); i++) {
      if (bytes[i] == 0) {
        throw new MalformedRowException("no JSON: a NUL character at its beginning");
      }
      if ((bytes[i] & 0xFF) >= 0xF8) {
        throw new MalformedRowException("no JSON: not UTF-8");
      }
    }
    return JSON.createParser(bytes, from, to - from);
  }

  static MalformedRowException malformed(IOException e) {
    if (e instanceof JsonEOFException) {
      return new MalformedRowException("the JSON object is cut off");
    }
    String message =
        e instanceof JsonProcessingException j ? j.getOriginalMessage() : e.getMessage();
    // "...: enable `JsonReadFeature.X` to allow" is for programmers.
    return new MalformedRowException(
        "no JSON: " + String.valueOf(message).replaceFirst(": enable `.*", ""));
  }

  /** The present value, as a message shows it. */
  private static String given(JsonParser json) throws IOException {
    return switch (requireNonNull(json.currentToken())) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> quoted(json.getText());
      default -> json.getText();
    };
  }

  /** A line that is being read. */
  private record Line(JsonParser json, byte[] bytes, int from) {
    /** Reads the object that has begun. */
    Row object(RowType type) throws IOException, MalformedRowException {
      @Nullable Object[] values = new Object[type.size()];
      while (json.nextToken() != JsonToken.END_OBJECT) {
        int position = type.position(json.currentName());
        json.nextToken();
        if (position < 0) {
          json.skipChildren();
        } else {
          values[position] = value(type.column(position));
        }
      }
      return type.row(values);
    }

    private @Nullable Object value(TextColumn column) throws IOException, MalformedRowException {
      JsonToken token = requireNonNull(json.currentToken());
      if (token == JsonToken.VALUE_NULL) {
        return null;
      }
      return switch (column.kind()) {
        case STRING -> token.isScalarValue() ? json.getText() : rawText();
        case TINYINT, SMALLINT, INT, BIGINT -> integer(column, token);
        case FLOAT, DOUBLE -> floating(column, token);
        case DECIMAL ->
            token.isNumeric()
                ? TextValues.decimal(column, json.getDecimalValue())
                : text(column, token);
        case BOOLEAN -> {
          if (!token.isBoolean()) {
            throw wrongType(column, given(json));
          }
          yield token == JsonToken.VALUE_TRUE;
        }
        case DATE -> text(column, token);
        case TIMESTAMP, DATETIME -> token.isNumeric() ? instant(column) : text(column, token);
        case ARRAY -> array(column, token);
        case STRUCT -> {
          if (token != JsonToken.START_OBJECT) {
            throw wrongType(column, given(json));
          }
          yield object(requireNonNull(column.row()));
        }
      };
    }

    private Object integer(TextColumn column, JsonToken token)
        throws IOException, MalformedRowException {
      if (token != JsonToken.VALUE_NUMBER_INT) {
        throw wrongType(column, given(json));
      }
      if (json.getNumberType() == NumberType.BIG_INTEGER) {
        throw outOfRange(column, json.getText());
      }
      long number = json.getLongValue();
      // Not getText() for each: it would make a string that is hardly ever read.
      Object fitting = TextValues.integer(column, number);
      if (fitting == null) {
        throw outOfRange(column, json.getText());
      }
      return fitting;
    }

    private Object floating(TextColumn column, JsonToken token)
        throws IOException, MalformedRowException {
      if (token.isNumeric()) {
        Object fitting = TextValues.floating(column, json.getDoubleValue());
        if (fitting == null) {
          throw outOfRange(column, json.getText());
        }
        return fitting;
      }
      Object special =
          token == JsonToken.VALUE_STRING ? TextValues.notFinite(column, json.getText()) : null;
      if (special == null) {
        throw wrongType(column, given(json));
      }
      return special;
    }

    private Object text(TextColumn column, JsonToken token)
        throws IOException, MalformedRowException {
      if (token != JsonToken.VALUE_STRING) {
        throw wrongType(column, given(json));
      }
      return TextValues.read(column, json.getText());
    }

    private Object instant(TextColumn column) throws IOException, MalformedRowException {
      Instant instant = Timestamps.instant(json.getDoubleValue());
      if (instant == null) {
        throw outOfRange(column, json.getText());
      }
      return TextValues.instant(column, instant);
    }

    private List<@Nullable Object> array(TextColumn column, JsonToken token)
        throws IOException, MalformedRowException {
      if (token != JsonToken.START_ARRAY) {
        throw wrongType(column, given(json));
      }
      TextColumn element = requireNonNull(column.element());
      List<@Nullable Object> values = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        Object value = value(element);
        if (value == null && !element.nullable()) {
          throw MalformedRowException.missing(element);
        }
        values.add(value);
      }
      return values;
    }

    /** The object or array that has begun, byte for byte. */
    private String rawText() throws IOException {
      int start = from + (int) json.currentTokenLocation().getByteOffset();
      json.skipChildren();
      int end = from + (int) json.currentLocation().getByteOffset();
      return new String(bytes, start, end - start, UTF_8);
    }
  }
}
