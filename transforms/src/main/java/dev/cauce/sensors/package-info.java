/**
 * Readings of sensors as they really come: wide files of loggers, decimal commas, numbers that mean
 * "no sensor", values that cannot be. {@link dev.cauce.sensors.CleanReadings} makes clean rows of
 * them, a reading each; {@link dev.cauce.sensors.SilentSensors} tells when a sensor falls silent.
 */
@NullMarked
package dev.cauce.sensors;

import org.jspecify.annotations.NullMarked;
