package dev.cauce.clicks;

import java.io.Serializable;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * A field of a row, or of a struct in it: {@code user.id}.
 *
 * @param names from the row inwards
 */
public record FieldPath(List<String> names) implements Serializable {
  /** The names are copied. */
  public FieldPath {
    names = List.copyOf(names);
  }

  /**
   * Reads {@code user.id}.
   *
   * @throws IllegalArgumentException if a name is empty
   */
  public static FieldPath parse(String text) {
    List<String> names = List.of(text.strip().split("\\.", -1));
    if (names.contains("")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a field: write a name, or names with dots between them.");
    }
    return new FieldPath(names);
  }

  /** What stands there as text; null if nothing does. */
  @Nullable String text(Row row) {
    Row at = row;
    for (int i = 0; i < names.size() - 1; i++) {
      Row inner = at.getRow(names.get(i));
      if (inner == null) {
        return null;
      }
      at = inner;
    }
    Object value = at.getValue(names.get(names.size() - 1));
    return value == null ? null : value.toString();
  }

  /**
   * The columns of JSON in which all {@code paths} are, as texts.
   *
   * @throws IllegalArgumentException if one leads into another
   */
  public static Schema schema(List<FieldPath> paths) {
    return schema(paths, 0);
  }

  private static Schema schema(List<FieldPath> paths, int depth) {
    Schema.Builder schema = Schema.builder();
    List<String> heads = paths.stream().map(path -> path.names.get(depth)).distinct().toList();
    for (String head : heads) {
      List<FieldPath> same =
          paths.stream().filter(path -> path.names.get(depth).equals(head)).toList();
      long leaves = same.stream().filter(path -> path.names.size() == depth + 1).count();
      if (leaves > 0 && leaves < same.size()) {
        throw new IllegalArgumentException(
            "\"" + head + "\" is both a field and an object with fields: name one of them.");
      }
      schema.addNullableField(
          head, leaves > 0 ? FieldType.STRING : FieldType.row(schema(same, depth + 1)));
    }
    return schema.build();
  }

  @Override
  public String toString() {
    return String.join(".", names);
  }
}
