package dev.cauce.benchmarks.run;

/**
 * What differs from run to run.
 *
 * @param size how many times the input is given
 * @param keys how many different words, or sensors
 * @param parallelism how many workers
 */
record Setting(int size, int keys, int parallelism) {}
