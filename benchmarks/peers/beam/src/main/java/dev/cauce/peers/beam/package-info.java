/** Beam as its own examples write it, an element a word, on embedded Flink and the DirectRunner. */
package dev.cauce.peers.beam;
