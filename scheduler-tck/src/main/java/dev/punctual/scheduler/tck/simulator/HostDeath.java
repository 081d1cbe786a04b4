package dev.punctual.scheduler.tck.simulator;

/** Unwinds the code of a host that died in the middle of a call. */
final class HostDeath extends Error {

  private static final long serialVersionUID = 1L;

  HostDeath(String host) {
    super(host + " is dead", null, false, false);
  }
}
