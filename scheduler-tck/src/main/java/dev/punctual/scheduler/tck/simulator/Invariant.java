package dev.punctual.scheduler.tck.simulator;

/** What must hold in every run of every cluster, whatever goes wrong. */
public enum Invariant {
  /** An execution has one unexpired lease at most, and user code starts under it only. */
  ONE_LEASE,
  /** Every nominal fire is an execution or part of a recorded range, exactly once. */
  CONSERVATION,
  /** What the store acknowledged is still there. */
  DURABILITY,
  /** An execution ends once, and stays as it ended. */
  TERMINAL_ONCE,
  /** The tokens of an execution strictly increase. */
  TOKENS_INCREASE,
  /** A call with a token that is not current changes nothing and is told so. */
  FENCED,
  /** When all is well again, all due work is done within a bound. */
  LIVENESS,
  /** A job has no more leases than its limit of instances. */
  MAX_INSTANCES,
  /** Nothing starts before it is due by the store's clock, nor past its grace time. */
  PUNCTUALITY,
  /** The next fire of a job is later than its last one. */
  ADVANCE,
  /** Work of an unknown task is kept until a node knows it. */
  UNKNOWN_TASK,
  /** Nothing ends a loop, and no loop fails but for the store. */
  LOOPS_LIVE,
  /** A node claims no more than it has room for. */
  BOUNDED_CLAIMS,
  /** After a pause or a removal was acknowledged nothing of the job is leased. */
  REVOCATION,
  /** A failed run is tried again when and as often as its policy says. */
  RETRIES,
  /** User code is started as often as the guarantee of the job says. */
  GUARANTEE,
  /** Each end is followed once by what is to follow it. */
  CHAINS,
  /** No more of a task is leased in the cluster than its limit. */
  TASK_LIMIT,
  /** A run that takes longer than its time limit is stopped, or given up, soon after. */
  TIME_LIMIT,
  /** A run that somebody cancelled ends soon and does not start again. */
  CANCELLATION,
  /** No more starts on a node than its rate limits admit. */
  RATE_LIMIT,
  /** A node that was shut down in order holds no lease. */
  CLEAN_SHUTDOWN,
  /** What has waited longest gets its share of the slots whatever its priority. */
  FAIR_SHARE
}
