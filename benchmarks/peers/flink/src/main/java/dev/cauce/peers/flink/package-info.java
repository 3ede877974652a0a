/**
 * Flink, natively: {@code flink} as its documentation writes it, {@code flink-minibatch} with the
 * operators that an expert would write by hand, {@code flink-blocks} on blocks of bytes.
 */
package dev.cauce.peers.flink;
