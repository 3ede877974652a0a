/**
 * Running a pipeline: {@link dev.cauce.runners.Runners} makes the options for a runner, {@link
 * dev.cauce.runners.Launcher} runs a pipeline to its end and gives an exit code.
 *
 * <p>Knows pipeline options and runners, and nothing of rows, tables, sources and sinks: a source
 * that can be told to stop reading says so through {@link dev.cauce.runners.SourceControl}.
 */
@NullMarked
package dev.cauce.runners;

import org.jspecify.annotations.NullMarked;
