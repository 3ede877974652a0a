package dev.cauce.row;

import org.apache.beam.sdk.schemas.Schema;

/** A coder of rows that says which columns they have, without being Beam's own coder of rows. */
public interface RowSchema {
  /** The columns. */
  Schema rowSchema();
}
