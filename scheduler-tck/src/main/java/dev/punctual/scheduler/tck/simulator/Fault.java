package dev.punctual.scheduler.tck.simulator;

/** What can go wrong in a simulated cluster. */
public enum Fault {
  /** A node stops for ever without a word; another one starts in its place later. */
  CRASH,
  /** A node stands still, often longer than a lease, and then goes on. */
  PAUSE,
  /** One loop of a node stands still while the others go on. */
  STALL,
  /** A call takes effect and its caller is told that the store failed. */
  LOST_REPLY,
  /** A call never reaches the store. */
  LOST_REQUEST,
  /** A call is carried out twice. */
  DUPLICATED_REQUEST,
  /** Other nodes act, and time passes, while a call is on its way. */
  SLOW_CALL,
  /** The store is down for a while. */
  OUTAGE,
  /** A hint does not arrive. */
  LOST_HINT,
  /** The wall clock of a node is set forward or back. */
  NODE_CLOCK_STEP,
  /** The clocks of nodes differ, and run up to five percent fast or slow. */
  CLOCK_DRIFT,
  /** The store's clock leaps ahead by more than a lease, or back. */
  STORE_CLOCK_STEP,
  /** Nodes are replaced one by one by nodes that know other tasks. */
  DEPLOYMENT,
  /** Jobs fail. */
  FAILING_JOB,
  /** A job takes its node with it. */
  KILLING_JOB
}
