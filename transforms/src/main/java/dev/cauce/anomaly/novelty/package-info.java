/**
 * The default detector, {@link dev.cauce.anomaly.novelty.NoveltyDetector}, and what it is made of:
 * counts of cells, quantiles without their observations, a seasonal baseline.
 */
@NullMarked
package dev.cauce.anomaly.novelty;

import org.jspecify.annotations.NullMarked;
