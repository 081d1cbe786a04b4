package dev.punctual.scheduler.tck.simulator;

import java.util.EnumSet;
import java.util.Set;

/**
 * The faults that a simulation may inject. Of these each seed uses some, chosen by the seed, so
 * that rare combinations come up as well as calm ones.
 *
 * @param kinds which
 */
public record Faults(Set<Fault> kinds) {

  /** Everything. */
  public static final Faults ALL = new Faults(EnumSet.allOf(Fault.class));

  /** Nothing goes wrong. */
  public static final Faults NONE = new Faults(Set.of());

  /** Copies the set. */
  public Faults {
    kinds = Set.copyOf(kinds);
  }

  /** The given ones. */
  public static Faults of(Fault first, Fault... others) {
    return new Faults(EnumSet.of(first, others));
  }

  /** All of these but {@code fault}. */
  public Faults without(Fault fault) {
    EnumSet<Fault> fewer = EnumSet.noneOf(Fault.class);
    fewer.addAll(kinds);
    fewer.remove(fault);
    return new Faults(fewer);
  }
}
