/** A real PostgreSQL server for tests, of this module and of those that build on it. */
@NullMarked
package dev.cauce.io.databasetest;

import org.jspecify.annotations.NullMarked;
