/** What the peers share: the command line, how a line is split, when a reading is an alert. */
package dev.cauce.peers.common;
