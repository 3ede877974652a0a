package dev.cauce.row;

import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/** Rows from delimited fields, one row a line. */
final class CsvRows implements RowFormat {
  private final RowType type;
  private final CsvOptions options;

  CsvRows(Schema schema, CsvOptions options) {
    this.type = RowType.flat(schema, "CSV");
    this.options = options;
  }

  @Override
  public RowFormat as(Schema schema) {
    return new CsvRows(schema, options);
  }

  @Override
  public Schema schema() {
    return type.schema();
  }

  CsvOptions options() {
    return options;
  }

  @Override
  public @Nullable Row parse(byte[] bytes, int from, int to) throws MalformedRowException {
    String line = Decoded.line(bytes, from, to);
    CsvFields fields = new CsvFields(line, options);
    @Nullable Object[] values = new Object[type.size()];
    MalformedRowException unreadable = null; // unless the line is the header
    boolean header = options.header();
    int count = 0;
    while (fields.next()) {
      if (count < values.length) {
        TextColumn column = type.column(count);
        header = header && fields.text().equals(column.name());
        if (unreadable == null && !fields.isNull()) {
          try {
            values[count] = TextValues.read(column, fields.text());
          } catch (MalformedRowException e) {
            unreadable = e;
          }
        }
      }
      count++;
    }
    if (count != values.length) {
      throw new MalformedRowException(count + " fields, " + values.length + " wanted");
    }
    if (header) {
      return null;
    }
    if (unreadable != null) {
      throw unreadable;
    }
    return type.row(values);
  }
}
