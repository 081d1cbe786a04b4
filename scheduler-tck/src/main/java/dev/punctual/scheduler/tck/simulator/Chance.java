package dev.punctual.scheduler.tck.simulator;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The seeded source of every choice that a simulation makes. */
final class Chance {

  private final SplittableRandom random;

  Chance(long seed) {
    this.random = new SplittableRandom(seed);
  }

  private Chance(SplittableRandom random) {
    this.random = random;
  }

  /** Another source, so that the choices of one part do not shift those of the others. */
  Chance split() {
    return new Chance(random.split());
  }

  RandomGenerator generator() {
    return random;
  }

  /** True {@code perMille} times in a thousand. */
  boolean hits(int perMille) {
    return perMille > 0 && random.nextInt(1_000) < perMille;
  }

  /** From {@code low} to {@code high}, both included. */
  int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  /** From {@code low} to {@code high}, both included. */
  long between(long low, long high) {
    return low + random.nextLong(high - low + 1);
  }

  int anyInt() {
    return random.nextInt();
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** The index of one of {@code weights}, the heavier the likelier. */
  int weighted(int... weights) {
    int sum = 0;
    for (int weight : weights) {
      sum += weight;
    }
    int drawn = random.nextInt(sum);
    int index = 0;
    while (drawn >= weights[index]) {
      drawn -= weights[index];
      index++;
    }
    return index;
  }
}
