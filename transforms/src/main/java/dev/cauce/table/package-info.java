/**
 * The result table: {@link dev.cauce.table.Table} aggregates rows and decides when they are news,
 * {@link dev.cauce.table.OutputMode} says what counts as news, and {@link
 * dev.cauce.table.TableUpdate} is what a sink gets of it.
 *
 * <p>Knows nothing of sources, sinks and runners.
 */
@NullMarked
package dev.cauce.table;

import org.jspecify.annotations.NullMarked;
