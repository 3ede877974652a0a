package dev.cauce.row;

import org.apache.beam.sdk.schemas.Schema;

/** Said by a coder whose values are a column of their own: the type of that column. */
public interface ColumnType {
  /** The column's type, never null. */
  Schema.FieldType fieldType();
}
