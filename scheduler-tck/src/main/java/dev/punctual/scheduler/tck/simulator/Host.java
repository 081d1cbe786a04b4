package dev.punctual.scheduler.tck.simulator;

/** A process of the simulated cluster: what can be frozen and what can die. */
final class Host {

  final String name;
  long frozenUntil;
  boolean dead;

  Host(String name) {
    this.name = name;
  }

  @Override
  public String toString() {
    return name;
  }
}
