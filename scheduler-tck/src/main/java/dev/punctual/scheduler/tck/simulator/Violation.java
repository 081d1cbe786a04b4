package dev.punctual.scheduler.tck.simulator;

/**
 * One thing that should never have happened.
 *
 * @param invariant what was broken
 * @param what how
 * @param subject the job that it happened to; empty when it concerns none
 * @param line number of the ledger line that shows it, from 0
 */
public record Violation(Invariant invariant, String what, String subject, int line) {

  @Override
  public String toString() {
    return invariant + " at line " + line + ": " + what;
  }
}
