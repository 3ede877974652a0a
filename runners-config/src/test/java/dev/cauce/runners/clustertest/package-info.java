/** A real Flink cluster of separate processes, for tests of this module and of others. */
@NullMarked
package dev.cauce.runners.clustertest;

import org.jspecify.annotations.NullMarked;
