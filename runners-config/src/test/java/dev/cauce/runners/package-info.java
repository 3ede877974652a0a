@NullMarked
package dev.cauce.runners;

import org.jspecify.annotations.NullMarked;
