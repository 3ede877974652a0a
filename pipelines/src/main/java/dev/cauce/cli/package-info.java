/**
 * The command line: {@link dev.cauce.cli.Main} reads it, says everything that is wrong with it at
 * once, and runs the flow it names. Data goes to standard output, everything else to standard
 * error.
 *
 * <p>Knows flows, endpoints and the launcher; nothing knows it.
 */
@NullMarked
package dev.cauce.cli;

import org.jspecify.annotations.NullMarked;
