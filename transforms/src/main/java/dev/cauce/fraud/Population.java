package dev.cauce.fraud;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What payments are like altogether, as far as seen: how amounts differ between cards and within
 * one, how often cards pay, how often at a new place. Amounts are learned up to what was expected
 * and a bit, so that frauds do not become the habit.
 */
final class Population {
  private static final double LEAST_SPREAD = 0.05;
  private static final double MOST_SPREAD = 1;
  private static final double PRIOR_SPREAD = 0.25; // of a card: half of its mean, squared
  private static final double PRIOR_WEIGHT = 10;
  private static final double WARM = 50;

  private double payments;
  private double sum;
  private double squares;
  private double spreads;
  private double spreadWeight;
  private double cards;
  private double firstDays; // the sum of the days at which cards were first seen
  private double placed;
  private double newPlaces;

  double payments() {
    return payments;
  }

  /** How much is known, 0..1. */
  double trust() {
    return payments / (payments + WARM);
  }

  /** The mean amount; {@code otherwise} if nothing was seen. */
  double mean(double otherwise) {
    return payments > 0 ? sum / payments : otherwise;
  }

  /** The variance of all amounts. */
  double variance(double mean) {
    return payments >= 2 ? Math.max(squares / payments - mean * mean, tiny(mean)) : mean * mean;
  }

  private static double tiny(double mean) {
    return Math.max(1e-6, 1e-6 * mean * mean);
  }

  /** The variance of a card's amounts in squares of its mean. */
  double spread() {
    double spread = (PRIOR_WEIGHT * PRIOR_SPREAD + spreads) / (PRIOR_WEIGHT + spreadWeight);
    return Math.min(MOST_SPREAD, Math.max(LEAST_SPREAD, spread));
  }

  /** How many payments a card has a day, at {@code day}; a new card counts as a day old. */
  double perDay(double day) {
    return (payments + 1) / (Math.max(0, cards * day - firstDays) + cards + 1);
  }

  /** How often a card that is known comes to a new place. */
  double newPlaceRate() {
    return (newPlaces + 1) / (placed + 1);
  }

  void newCard(double day) {
    cards++;
    firstDays += day;
  }

  void learn(double amount) {
    payments++;
    sum += amount;
    squares += amount * amount;
  }

  void learnSpread(double square, double weight) {
    spreads += square * weight;
    spreadWeight += weight;
  }

  void learnPlace(boolean isNew) {
    placed++;
    newPlaces += isNew ? 1 : 0;
  }

  void write(DataOutputStream out) throws IOException {
    for (double value :
        new double[] {
          payments, sum, squares, spreads, spreadWeight, cards, firstDays, placed, newPlaces
        }) {
      out.writeDouble(value);
    }
  }

  static Population read(DataInputStream in) throws IOException {
    Population population = new Population();
    population.payments = in.readDouble();
    population.sum = in.readDouble();
    population.squares = in.readDouble();
    population.spreads = in.readDouble();
    population.spreadWeight = in.readDouble();
    population.cards = in.readDouble();
    population.firstDays = in.readDouble();
    population.placed = in.readDouble();
    population.newPlaces = in.readDouble();
    return population;
  }
}
