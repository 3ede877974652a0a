/**
 * {@code benchmarks/run}: the same work done by Cauce's command line and by other engines, one
 * after the other in processes of their own, each result checked against the truth, and what each
 * took.
 */
@NullMarked
package dev.cauce.benchmarks.run;

import org.jspecify.annotations.NullMarked;
