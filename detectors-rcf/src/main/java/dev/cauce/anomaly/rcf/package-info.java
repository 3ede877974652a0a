/** The detector {@code random-cut-forest}, by the library of the people who published it. */
@NullMarked
package dev.cauce.anomaly.rcf;

import org.jspecify.annotations.NullMarked;
