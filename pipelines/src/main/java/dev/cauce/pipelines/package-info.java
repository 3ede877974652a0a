/**
 * Ready-made flows: a {@link dev.cauce.pipelines.Flow} turns rows into a table, by name and
 * options. {@link dev.cauce.pipelines.WordCount} is one to copy from.
 *
 * <p>Builds on {@code dev.cauce.row}, {@code dev.cauce.text} and {@code dev.cauce.table}; where
 * rows come from, where the table goes and what runs it is chosen outside.
 */
@NullMarked
package dev.cauce.pipelines;

import org.jspecify.annotations.NullMarked;
