package dev.cauce.benchmarks.run;

/**
 * What a process took, with all that it started.
 *
 * @param cpuSeconds user and system
 * @param wallSeconds from its start to its end
 * @param peakKb resident memory
 * @param exit its exit code
 */
record Usage(double cpuSeconds, double wallSeconds, long peakKb, int exit) {}
