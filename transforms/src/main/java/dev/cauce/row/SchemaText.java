package dev.cauce.row;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;

/** Reads a schema in Spark's words. */
final class SchemaText {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(?:(?<word>[\\p{L}\\p{N}_]+)|`(?<quoted>[^`]+)`|(?<sign>[,:()<>]))");
  private static final int MOST_DIGITS = 38;

  private final String ddl;
  private final List<String> tokens = new ArrayList<>();
  private int next;

  /** What stands behind the type of a field that says more than Beam's type can. */
  private Schema.Options options = Schema.Options.none();

  SchemaText(String ddl) {
    this.ddl = ddl;
    Matcher matcher = TOKEN.matcher(ddl);
    int end = 0;
    while (end < ddl.stripTrailing().length()) {
      if (!matcher.find(end) || matcher.start() != end) {
        throw wrong("\"" + ddl.substring(end).strip() + "\" is no name of a column");
      }
      tokens.add(matcher.group().strip());
      end = matcher.end();
    }
  }

  Schema schema() {
    Schema schema = new Schema(fields(""));
    if (next < tokens.size()) {
      throw wrong("\"" + tokens.get(next) + "\" stands where a comma should");
    }
    return schema;
  }

  private List<Field> fields(String end) {
    List<Field> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    do {
      String name = name();
      if (!names.add(name)) {
        throw wrong("the column \"" + name + "\" is there twice");
      }
      boolean unused = accept(":");
      options = Schema.Options.none();
      FieldType type = type(name);
      fields.add(Field.nullable(name, type).withOptions(options));
    } while (accept(","));
    if (!end.isEmpty()) {
      expect(end);
    }
    return fields;
  }

  private String name() {
    String token = take("a name");
    if (token.startsWith("`")) {
      return token.substring(1, token.length() - 1);
    }
    if (token.length() == 1 && ",:()<>".contains(token)) {
      throw wrong("\"" + token + "\" stands where the name of a column should");
    }
    return token;
  }

  private FieldType type(String column) {
    String name = take("the type of \"" + column + "\"").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "tinyint", "byte" -> FieldType.BYTE;
      case "smallint", "short" -> FieldType.INT16;
      case "int", "integer" -> FieldType.INT32;
      case "bigint", "long" -> FieldType.INT64;
      case "float", "real" -> FieldType.FLOAT;
      case "double" -> FieldType.DOUBLE;
      case "boolean" -> FieldType.BOOLEAN;
      case "string" -> FieldType.STRING;
      case "date" -> Schemas.DATE;
      case "timestamp" -> Schemas.TIMESTAMP;
      case "decimal", "dec", "numeric" -> decimal(column);
      case "array" -> {
        expect("<");
        FieldType element = type(column);
        options = Schema.Options.none(); // of an element they have no place
        expect(">");
        yield FieldType.array(element.withNullable(true));
      }
      case "struct" -> {
        expect("<");
        FieldType struct = FieldType.row(new Schema(fields(">")));
        options = Schema.Options.none();
        yield struct;
      }
      default ->
          throw wrong(
              "\""
                  + name
                  + "\" is no type; types are string, tinyint, smallint, int, bigint, float,"
                  + " double, decimal(p,s), boolean, date, timestamp, array<...>, struct<...>");
    };
  }

  private FieldType decimal(String column) {
    int precision = 10;
    int scale = 0;
    if (accept("(")) {
      precision = number(column);
      scale = accept(",") ? number(column) : 0;
      expect(")");
    }
    if (precision < 1 || precision > MOST_DIGITS || scale > precision) {
      throw wrong(
          "decimal("
              + precision
              + ","
              + scale
              + ") has more than 38 digits, none, or more behind"
              + " the point than at all");
    }
    options =
        Schema.Options.builder()
            .setOption(TextColumn.PRECISION, FieldType.INT32, precision)
            .setOption(TextColumn.SCALE, FieldType.INT32, scale)
            .build();
    return FieldType.DECIMAL;
  }

  private int number(String column) {
    String token = take("the digits of \"" + column + "\"");
    if (!token.matches("[0-9]{1,4}")) {
      throw wrong("\"" + token + "\" is no number of digits");
    }
    return Integer.parseInt(token);
  }

  private boolean accept(String token) {
    boolean there = next < tokens.size() && tokens.get(next).equals(token);
    next += there ? 1 : 0;
    return there;
  }

  private void expect(String token) {
    String there = take("\"" + token + "\"");
    if (!there.equals(token)) {
      throw wrong("\"" + there + "\" stands where \"" + token + "\" should");
    }
  }

  private String take(String what) {
    if (next == tokens.size()) {
      throw wrong("it ends where " + what + " should stand");
    }
    return tokens.get(next++);
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        "The schema \""
            + ddl
            + "\" cannot be read: "
            + what
            + ". Write it as in \"host string, status int, at timestamp\".");
  }
}
