package dev.punctual.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lets contenders take turns, the other way round in every second round. */
public final class Turns {

  private Turns() {}

  /** One measurement of one contender. */
  @FunctionalInterface
  public interface Turn<K> {
    void take(K contender) throws Exception;
  }

  /** So many rounds, each contender once in each. */
  public static <K> void take(int rounds, List<K> contenders, Turn<K> turn) throws Exception {
    List<K> order = new ArrayList<>(contenders);
    for (int round = 0; round < rounds; round++) {
      for (K contender : order) {
        turn.take(contender);
      }
      Collections.reverse(order);
    }
  }
}
