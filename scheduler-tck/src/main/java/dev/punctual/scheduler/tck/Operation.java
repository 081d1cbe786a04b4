package dev.punctual.scheduler.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One step of a model check. The numbers choose among what there is when the step is made: jobs,
 * nodes, leases given so far; any number is good, and smaller ones choose the simpler thing.
 */
record Operation(Kind kind, int a, int b, int c) {

  /** The numbers are less than this. */
  static final int BOUND = 60;

  /** What is done. */
  enum Kind {
    PASS_TIME,
    PUT,
    CLAIM_JOBS,
    FIRE,
    CLAIM_DUE,
    COMPLETE,
    SUBMIT,
    RERUN,
    REMOVE,
    UPDATE,
    RENEW,
    START,
    RELEASE,
    REAP,
    CANCEL,
    TICK,
    LEAVE,
    CLAIMS_OF,
    NEXT_DUE,
    LOOK,
    PURGE,
    /** The same call once more, as after an unknown outcome. */
    REPEAT
  }

  /** Kinds in the proportion in which they are worth trying. */
  private static final List<Kind> MIX =
      List.of(
          Kind.PASS_TIME,
          Kind.PASS_TIME,
          Kind.PUT,
          Kind.PUT,
          Kind.CLAIM_JOBS,
          Kind.CLAIM_JOBS,
          Kind.CLAIM_JOBS,
          Kind.FIRE,
          Kind.FIRE,
          Kind.FIRE,
          Kind.FIRE,
          Kind.CLAIM_DUE,
          Kind.CLAIM_DUE,
          Kind.CLAIM_DUE,
          Kind.COMPLETE,
          Kind.COMPLETE,
          Kind.COMPLETE,
          Kind.SUBMIT,
          Kind.SUBMIT,
          Kind.RERUN,
          Kind.RERUN,
          Kind.REMOVE,
          Kind.UPDATE,
          Kind.UPDATE,
          Kind.RENEW,
          Kind.START,
          Kind.RELEASE,
          Kind.REAP,
          Kind.REAP,
          Kind.CANCEL,
          Kind.TICK,
          Kind.TICK,
          Kind.LEAVE,
          Kind.CLAIMS_OF,
          Kind.NEXT_DUE,
          Kind.LOOK,
          Kind.PURGE,
          Kind.REPEAT,
          Kind.REPEAT);

  /** How many mixed kinds there are to choose among. */
  static final int MIXED = MIX.size();

  /** A step of the kind that stands at {@code index} in the mix. */
  static Operation of(int index, int a, int b, int c) {
    return new Operation(MIX.get(index), a, b, c);
  }

  /** A sequence of steps. */
  static List<Operation> sequence(Random random, int length) {
    List<Operation> steps = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      steps.add(
          of(
              random.nextInt(MIXED),
              random.nextInt(BOUND),
              random.nextInt(BOUND),
              random.nextInt(BOUND)));
    }
    return List.copyOf(steps);
  }

  /** As one writes it in a test. */
  @Override
  public String toString() {
    return kind + "(" + a + "," + b + "," + c + ")";
  }
}
