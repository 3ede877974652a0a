/**
 * The Numenta Anomaly Benchmark (NAB): its files through {@code cauce anomalies}, and its scoring
 * rule (Lavin and Ahmad, Evaluating Real-time Anomaly Detection Algorithms, 2015,
 * arXiv:1510.03336).
 */
@NullMarked
package dev.cauce.benchmarks.nab;

import org.jspecify.annotations.NullMarked;
