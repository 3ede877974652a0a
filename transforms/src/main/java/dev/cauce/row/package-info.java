/**
 * Rows on their way from a source: {@link dev.cauce.row.Lines} carries many of them in one Beam
 * element, so that Beam's price per element is paid per block.
 *
 * <p>Knows nothing of sources, sinks and runners.
 */
@NullMarked
package dev.cauce.row;

import org.jspecify.annotations.NullMarked;
