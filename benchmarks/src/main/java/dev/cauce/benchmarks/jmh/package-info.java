/**
 * What the hot loops cost, by JMH ({@code benchmarks/jmh}); the benches of classes that are not
 * public are in their packages.
 */
@NullMarked
package dev.cauce.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
