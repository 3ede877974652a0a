/**
 * Payments that are unlike what their card, everybody else and their place have shown so far:
 * {@link dev.cauce.fraud.ScorePayments} scores each, with reasons.
 */
@NullMarked
package dev.cauce.fraud;

import org.jspecify.annotations.NullMarked;
