/**
 * Detectors from the literature, each with its source, and ensembles of detectors. They keep little
 * for each series and are fast; {@code docs/detectors.md} compares them.
 */
@NullMarked
package dev.cauce.anomaly.textbook;

import org.jspecify.annotations.NullMarked;
