/** Spark: DataFrames and Structured Streaming. */
package dev.cauce.peers.spark;
