/**
 * Anomalies in series of readings: detectors that judge one reading after the other, and the
 * transforms that run them over keyed streams. Start with {@link
 * dev.cauce.anomaly.DetectAnomalies}, {@link dev.cauce.anomaly.Detectors} for the detectors there
 * are, and {@link dev.cauce.anomaly.AnomalyDetector} to add one.
 *
 * <p>The score of a reading depends on it and on the readings of its series before it, in the order
 * of event time, and on nothing else: it is the same over bounded and unbounded input, on each
 * runner, and after a restart.
 */
@NullMarked
package dev.cauce.anomaly;

import org.jspecify.annotations.NullMarked;
