/** Kafka Streams. */
package dev.cauce.peers.streams;
