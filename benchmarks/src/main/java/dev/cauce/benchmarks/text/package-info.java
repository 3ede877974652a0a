/** Made-up text that looks natural, the same each time. */
@NullMarked
package dev.cauce.benchmarks.text;

import org.jspecify.annotations.NullMarked;
