/**
 * Lines of logs: what they say (time, level, service, host, status, message), and which kinds of
 * message there are.
 */
@NullMarked
package dev.cauce.logs;

import org.jspecify.annotations.NullMarked;
