/**
 * Fault tests: the command line runs in processes of its own, a saboteur breaks what can break, and
 * a ledger of what was sent judges what is in the sinks. {@link dev.cauce.chaos.ChaosTest} runs the
 * cases and prints one table.
 */
@NullMarked
package dev.cauce.chaos;

import org.jspecify.annotations.NullMarked;
