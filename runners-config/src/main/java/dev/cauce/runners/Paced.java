package dev.cauce.runners;

/**
 * A source that can set the pace of its run: after a block that is not followed by more, it hands
 * on the next one when the next tick is due ({@link RunOptions#getPaceMillis}). Only for one whose
 * rows wait elsewhere meanwhile, as many as there may be.
 */
public interface Paced {}
