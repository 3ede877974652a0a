/** Hazelcast Jet, embedded. */
package dev.cauce.peers.jet;
