package dev.cauce.table;

/**
 * A step that may be given long bundles where each result is to be seen as soon as possible: it
 * does not keep for the end of a bundle, or until the watermark has gone on, what others wait for.
 */
public interface Prompt {
  /** Whether it does so as it was set up. */
  boolean isPrompt();
}
