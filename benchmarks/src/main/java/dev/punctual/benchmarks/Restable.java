package dev.punctual.benchmarks;

/** A node that can leave the work to the others for a while. */
public interface Restable extends Contender {

  /** Runs nothing more until it is started again. */
  void rest();
}
