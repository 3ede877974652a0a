package dev.cauce.io;

import java.io.Serializable;

/**
 * The rows of a file that begin in [start, end).
 *
 * @param name the file's name in its directory
 * @param millis when the file was last modified
 * @param end in bytes of the file as it is stored
 */
record FileRange(String name, long start, long end, long millis) implements Serializable {}
