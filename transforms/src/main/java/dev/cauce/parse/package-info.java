/**
 * Rows from text: {@link dev.cauce.parse.Parse} makes records or rows of the lines that a source
 * read, and hands those that are none to the {@link dev.cauce.table.DeadLetters}.
 *
 * <p>Knows {@code dev.cauce.row}, which holds the formats, and the table's dead letters.
 */
@NullMarked
package dev.cauce.parse;

import org.jspecify.annotations.NullMarked;
