/**
 * What visitors of a website do: {@link dev.cauce.clicks.PageViews} are the page views among the
 * lines of an access log or among JSON events, {@link dev.cauce.clicks.TopPages} the most viewed.
 */
@NullMarked
package dev.cauce.clicks;

import org.jspecify.annotations.NullMarked;
