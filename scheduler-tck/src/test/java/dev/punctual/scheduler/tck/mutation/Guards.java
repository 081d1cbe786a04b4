package dev.punctual.scheduler.tck.mutation;

import java.util.List;

/** The guards on which the promises rest, each with the tests that must miss it. */
final class Guards {

  private static final String CLAUSE = "dev.punctual.scheduler.tck.MemoryJobStoreContractTests#";
  private static final String SEEDS =
      "dev.punctual.scheduler.tck.simulator.ClusterSimulationTests#everySeed";
  private static final String LEAP =
      "dev.punctual.scheduler.tck.simulator.ClusterSimulationTests#leapOfTheStoresClock";
  private static final String LEASES = "dev.punctual.scheduler.LeaseTests#run_whoseLeaseRanOut";

  private Guards() {}

  static List<Mutation> all() {
    return List.of(
        Mutation.without("token test of completions")
            .edit("memory/Completing.java", "execution.isLeased(token)", "execution.owner != null")
            .caughtBy(CLAUSE + "E5_", CLAUSE + "E8_", CLAUSE + "T4_", SEEDS),
        Mutation.without("a fire is inserted if absent")
            .edit(
                "memory/Firing.java",
                "return state.executions.isLive(only) ? List.of() : List.of(only);",
                "return List.of(only);")
            .edit("memory/Firing.java", "if (!state.executions.isLive(execution)) {", "{")
            .caughtBy(CLAUSE + "F15_"),
        Mutation.without("version test of changes")
            .edit(
                "memory/MemoryJobRegistry.java",
                " || stored.version() != given.version()) {",
                ") {")
            .caughtBy(CLAUSE + "R31_", CLAUSE + "R32_", CLAUSE + "R33_", CLAUSE + "Q1_", SEEDS),
        Mutation.without("version test of decisions")
            .edit(
                "memory/Firing.java",
                "\n        && job.record.version() == claim.job().version();",
                ";")
            .caughtBy(CLAUSE + "F6_"),
        Mutation.without("a node's own end of a lease")
            .edit(
                "engine/LeaseTerm.java",
                "return nanos - endNanos < 0 && millis < endMillis;",
                "return endMillis != LOST.endMillis;")
            .caughtBy(LEASES + "_neverStarts", SEEDS),
        Mutation.without("a node's own end of a lease by elapsed time")
            .edit(
                "engine/LeaseTerm.java",
                "return nanos - endNanos < 0 && millis < endMillis;",
                "return millis < endMillis;")
            .caughtBy(LEASES + "WhileTheClockWasSetBack_neverStarts"),
        Mutation.without("a node's own end of a lease by wall time")
            .edit(
                "engine/LeaseTerm.java",
                "return nanos - endNanos < 0 && millis < endMillis;",
                "return nanos - endNanos < 0 && endMillis != LOST.endMillis;")
            .caughtBy(LEASES + "WhileTheMachineWasSuspended_neverStarts"),
        Mutation.without("look at the lease before user code")
            .edit(
                "engine/Run.java",
                "if (!term.isCurrent(nanos, now.toEpochMilli())) {",
                "if (term == LeaseTerm.LOST) {")
            .caughtBy(LEASES + "_neverStarts", SEEDS),
        Mutation.without("count of instances")
            .edit(
                "memory/Overlap.java",
                "int free = policy.maxInstances() - job.live;",
                "int free = asked;")
            .caughtBy(CLAUSE + "F22_", CLAUSE + "F24_", CLAUSE + "F31_", SEEDS),
        Mutation.without("record of fires that were coalesced, in the store")
            .edit(
                "memory/Firing.java", "state.logs.recordMissed(range, state.millis());\n    }", "}")
            .caughtBy(CLAUSE + "F9_", CLAUSE + "F19_", CLAUSE + "Q1_", SEEDS),
        Mutation.without("record of fires that were coalesced, in the engine")
            .edit(
                "engine/FirePlanner.java",
                "skip(first, earlier.last(), span.count() - 1, Reason.COALESCED);",
                "earlier.last();")
            .caughtBy("dev.punctual.scheduler.FiringTests#downtime_of30Days", SEEDS),
        Mutation.without("purge of ended executions only")
            .edit(
                "memory/MemoryHistory.java",
                "int ended = state.logs.ended.forgetOlder(before, maxCount, limit);",
                "state.executions.forgetWaiting();\n"
                    + "      int ended = state.logs.ended.forgetOlder(before, maxCount, limit);")
            .edit(
                "memory/Executions.java",
                "  private static void leaveHeap(",
                """
                  void forgetWaiting() {
                    java.util.List<ExecutionEntry> waiting = new java.util.ArrayList<>();
                    byId.forEach(
                        each -> {
                          if (each.state == ExecutionState.SCHEDULED) {
                            waiting.add(each);
                          }
                        });
                    for (ExecutionEntry each : waiting) {
                      leaveHeap(each);
                      each.job.unlink(each);
                      byId.remove(each);
                    }
                  }

                  private static void leaveHeap(\
                """)
            .caughtBy(CLAUSE + "Q1_", SEEDS),
        Mutation.without("stop at the time limit")
            .edit("engine/Deadlines.java", "run.stop(Reason.TIMEOUT);", "")
            .caughtBy(CLAUSE + "V1_", CLAUSE + "V2_", SEEDS),
        Mutation.without("token of a task's rate limit")
            .edit("engine/RateLimits.java", "take(tasks.get(each.task()), now);", "")
            .caughtBy(CLAUSE + "V3_", SEEDS),
        Mutation.without("token of an executor's rate limit")
            .edit("engine/RateLimits.java", "take(executors.get(each.policy().queue()), now);", "")
            .caughtBy(CLAUSE + "V4_", SEEDS),
        Mutation.without("stop at a cancellation")
            .edit("engine/LeaseKeeper.java", "lane.runs().cancel(reply.cancelled());", "")
            .edit("engine/Upkeep.java", "lane.runs().cancel(tick.cancelled());", "")
            .caughtBy(CLAUSE + "V5_", SEEDS),
        Mutation.without("record of fires that a new schedule leaves")
            .edit("engine/LeftFires.java", "left == null ? List.of() : List.of(left)", "List.of()")
            .caughtBy(SEEDS),
        Mutation.without("leap of the store's clock")
            .edit("engine/JumpGuard.java", "calmAgain = nanos + lease.toNanos();", "")
            .caughtBy(LEAP));
  }
}
