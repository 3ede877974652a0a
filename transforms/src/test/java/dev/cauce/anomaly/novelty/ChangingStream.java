package dev.cauce.anomaly.novelty;

import java.util.Random;

/**
 * An endless series of readings, five minutes apart, whose rhythm changes now and then: level,
 * amplitude, period, shape and noise are all new then. Every few thousand readings something is
 * wrong for a while, of four kinds: a spike, a shift of the level, a standstill, a burst of noise.
 */
final class ChangingStream {
  private static final int APART = 20_000;

  private final Random random;
  private final long perRhythm;
  private long reading;
  private long wrongFrom;
  private int wrongFor;
  private int kind;
  private double stuck;
  private double strength;

  private double level;
  private double amplitude;
  private double period;
  private double noise;
  private double sharpness;

  ChangingStream(long seed, long perRhythm) {
    this.random = new Random(seed);
    this.perRhythm = perRhythm;
  }

  /** The next reading. */
  double next() {
    if (reading % perRhythm == 0) {
      change();
      plan(perRhythm / 10);
    } else if (reading >= wrongFrom + wrongFor) {
      plan(APART / 2);
    }
    double turn = Math.sin(2 * Math.PI * (reading / period));
    double shape = Math.tanh(sharpness * turn) / Math.tanh(sharpness);
    double x = level + amplitude * (shape + noise * random.nextGaussian());
    if (isWrong()) {
      if (reading == wrongFrom) {
        stuck = x;
        strength = amplitude * (1.5 + random.nextDouble()) * (random.nextBoolean() ? 1 : -1);
      }
      x =
          switch (kind) {
            case 0, 1 -> x + strength;
            case 2 -> stuck;
            default -> x + amplitude * random.nextGaussian();
          };
    }
    reading++;
    return x;
  }

  private void change() {
    level = 1000 * random.nextGaussian();
    amplitude = Math.exp(3 * random.nextGaussian());
    period = 40 * Math.exp(3.5 * random.nextDouble());
    noise = 0.02 + 0.15 * random.nextDouble();
    sharpness = 0.1 + 5 * random.nextDouble();
  }

  private void plan(long least) {
    wrongFrom = reading + least + random.nextInt(APART);
    kind = random.nextInt(4);
    wrongFor = kind == 0 ? 3 : 80;
  }

  /** Whether something is wrong with the next reading. */
  boolean isWrong() {
    return reading >= wrongFrom && reading < wrongFrom + wrongFor;
  }

  /** When the next reading is taken, in microseconds. */
  long micros() {
    return 1_700_000_000_000_000L + reading * 300_000_000L;
  }
}
