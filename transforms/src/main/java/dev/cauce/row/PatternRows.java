package dev.cauce.row;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** Rows from the groups of a pattern. */
final class PatternRows implements RowFormat {
  private final RowType type;
  private final Pattern pattern;
  private final boolean byName;

  PatternRows(Pattern pattern, Schema schema) {
    this.type = RowType.flat(schema, "a pattern");
    this.pattern = pattern;
    String missing = null;
    for (int i = 0; i < type.size() && missing == null; i++) {
      missing = hasGroup(pattern, type.column(i).name()) ? null : type.column(i).name();
    }
    this.byName = missing == null;
    int groups = pattern.matcher("").groupCount();
    if (!byName && groups != type.size()) {
      throw new IllegalArgumentException(
          "The pattern has no group for the column \""
              + missing
              + "\". Write (?<"
              + missing
              + ">...), or as many groups as there are columns: it has "
              + groups
              + ", and "
              + type.size()
              + " are wanted.");
    }
  }

  /** Java 17 does not list the groups of a pattern, but refuses to refer back to one it lacks. */
  private static boolean hasGroup(Pattern pattern, String name) {
    try {
      Pattern unused = Pattern.compile(pattern + "\n\\k<" + name + ">", pattern.flags());
      return true;
    } catch (PatternSyntaxException noSuchGroup) {
      return false;
    }
  }

  @Override
  public RowFormat as(Schema schema) {
    return new PatternRows(pattern, schema);
  }

  @Override
  public Schema schema() {
    return type.schema();
  }

  @Override
  public Row parse(byte[] bytes, int from, int to) throws MalformedRowException {
    Matcher matcher = pattern.matcher(Decoded.line(bytes, from, to));
    try {
      if (!matcher.matches()) {
        throw new MalformedRowException("does not match the pattern");
      }
    } catch (StackOverflowError e) { // java.util.regex recurses: (a|b)* over a long line
      throw new MalformedRowException("too long for the pattern, which repeats a group too often");
    }
    @Nullable Object[] values = new Object[type.size()];
    for (int i = 0; i < values.length; i++) {
      TextColumn column = type.column(i);
      String text = byName ? matcher.group(column.name()) : matcher.group(i + 1);
      if (text != null && !text.isEmpty()) {
        values[i] = TextValues.read(column, text);
      }
    }
    return type.row(values);
  }
}
