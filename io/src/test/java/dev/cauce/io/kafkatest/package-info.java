/** A real Kafka broker for tests, of this module and of those that build on it. */
@NullMarked
package dev.cauce.io.kafkatest;

import org.jspecify.annotations.NullMarked;
