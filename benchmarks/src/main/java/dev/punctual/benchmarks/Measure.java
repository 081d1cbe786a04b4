package dev.punctual.benchmarks;

import java.util.Map;

/**
 * Measures one contender by one workload.
 *
 * @param <A> where the contender is measured
 */
@FunctionalInterface
public interface Measure<A extends Arena> {
  /** Warms up and measures; the figures by name, the first one counts most. */
  Map<String, Double> take(A arena) throws Exception;
}
