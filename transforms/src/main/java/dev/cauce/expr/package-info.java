/**
 * SQL expressions and aggregates over Beam's rows, in the dialect of Spark SQL and with its
 * meaning.
 *
 * <p>{@link dev.cauce.expr.Expr} is one expression, {@link dev.cauce.expr.Aggregate} one aggregate,
 * {@link dev.cauce.expr.RowKeyCoder} the bytes of a key. Knows rows, but neither tables, sources,
 * sinks nor runners.
 */
@NullMarked
package dev.cauce.expr;

import org.jspecify.annotations.NullMarked;
