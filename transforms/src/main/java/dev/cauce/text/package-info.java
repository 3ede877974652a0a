/**
 * Text: {@link dev.cauce.text.Words} takes lines apart into words.
 *
 * <p>Knows rows and tables, and nothing of sources, sinks and runners.
 */
@NullMarked
package dev.cauce.text;

import org.jspecify.annotations.NullMarked;
