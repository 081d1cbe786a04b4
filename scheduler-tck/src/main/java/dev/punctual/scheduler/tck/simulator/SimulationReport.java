package dev.punctual.scheduler.tck.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What became of a simulated cluster. */
public final class SimulationReport {

  private static final int SHOWN_VIOLATIONS = 5;
  private static final int SHOWN_LINES = 60;

  private final long seed;
  private final Duration duration;
  private final long steps;
  private final Map<String, Long> calls;
  private final Ledger ledger;
  private final StoreDump dump;
  private final List<Violation> violations;

  SimulationReport(
      long seed,
      Duration duration,
      long steps,
      Map<String, Long> calls,
      Ledger ledger,
      StoreDump dump,
      List<Violation> violations) {
    this.seed = seed;
    this.duration = duration;
    this.steps = steps;
    this.calls = Map.copyOf(calls);
    this.ledger = ledger;
    this.dump = dump;
    this.violations = List.copyOf(violations);
  }

  /** The seed; the same one gives the same report. */
  public long seed() {
    return seed;
  }

  /** How much virtual time passed. */
  public Duration duration() {
    return duration;
  }

  /** How many steps the hosts made. */
  public long steps() {
    return steps;
  }

  /** How often each operation of the store was called. */
  public Map<String, Long> calls() {
    return calls;
  }

  /** How often user code began. */
  public long runs() {
    return ledger.lines().stream().filter(line -> line.event() instanceof Event.Began).count();
  }

  /** What should not have happened; empty when all invariants hold. At most 50 are listed. */
  public List<Violation> violations() {
    return violations;
  }

  /** Everything that happened, a line each. */
  public List<String> ledger() {
    return ledger.text();
  }

  /** What the store held in the end. */
  StoreDump dump() {
    return dump;
  }

  /** The lines of the ledger. */
  List<Ledger.Line> lines() {
    return ledger.lines();
  }

  /**
   * Throws if there are violations, with what is needed to understand the first ones.
   *
   * @throws AssertionError naming the seed, the invariants, and what happened to the jobs before
   */
  public void requireClean() {
    if (!violations.isEmpty()) {
      throw new AssertionError(describe());
    }
  }

  /** The seed, the violations, and what the ledger says about the first one. */
  public String describe() {
    StringBuilder text = new StringBuilder("seed=").append(seed);
    text.append(", ").append(violations.size()).append(" violations in ").append(duration);
    violations.stream()
        .limit(SHOWN_VIOLATIONS)
        .forEach(each -> text.append(System.lineSeparator()).append("  ").append(each));
    if (!violations.isEmpty()) {
      text.append(System.lineSeparator()).append("what came before the first one:");
      trace(violations.get(0))
          .forEach(line -> text.append(System.lineSeparator()).append("  ").append(line));
    }
    return text.toString();
  }

  /** The lines up to a violation that concern its job, and all that went wrong in the world. */
  private List<String> trace(Violation violation) {
    List<String> trace = new ArrayList<>();
    for (int i = Math.min(violation.line(), ledger.lines().size() - 1);
        i >= 0 && trace.size() < SHOWN_LINES;
        i--) {
      if (concerns(ledger.lines().get(i).event(), violation.subject())) {
        trace.add(0, ledger.text(i));
      }
    }
    return trace;
  }

  private static boolean concerns(Event event, String job) {
    if (event instanceof Event.Renewed renewed) {
      return renewed.lost().stream().anyMatch(lease -> lease.id().jobId().equals(job));
    }
    return event.job().isEmpty() || event.job().equals(job);
  }

  @Override
  public String toString() {
    return describe();
  }
}
