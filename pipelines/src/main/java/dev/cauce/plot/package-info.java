/**
 * Pictures of what was found: {@link dev.cauce.plot.Plot} draws a series of a results file with its
 * bounds, alerts and scores. Reads files and draws files; knows neither Beam nor pipelines. Its
 * libraries are loaded when something is drawn, not before.
 */
@NullMarked
package dev.cauce.plot;

import org.jspecify.annotations.NullMarked;
