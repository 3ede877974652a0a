/** Plain Java: threads, bytes and tables by hand. */
package dev.cauce.peers.plain;
