/**
 * Asks rows a question: {@link dev.cauce.query.Query} filters, selects, aggregates and orders rows
 * by SQL expressions, and becomes tables of {@code dev.cauce.table}. Says before it runs whether it
 * can.
 */
@NullMarked
package dev.cauce.query;

import org.jspecify.annotations.NullMarked;
