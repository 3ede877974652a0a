/**
 * Sources and sinks: {@link dev.cauce.io.SocketIO}, {@link dev.cauce.io.DirectoryIO}, {@link
 * dev.cauce.io.TopicIO} and {@link dev.cauce.io.RateIO} give blocks of rows; {@link
 * dev.cauce.io.ConsoleIO}, {@link dev.cauce.io.DirectoryIO}, {@link dev.cauce.io.TopicIO} and
 * {@link dev.cauce.io.MemoryIO} apply what leaves a table. Each says in its Javadoc what happens at
 * the end of its stream, on failure and on restart.
 *
 * <p>Adapts the outside to the types of {@code dev.cauce.row} and {@code dev.cauce.table}, which
 * know nothing of it.
 */
@NullMarked
package dev.cauce.io;

import org.jspecify.annotations.NullMarked;
