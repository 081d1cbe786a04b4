package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.ExecutionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Judges a ledger and what the store held in the end. Knows nothing of engines. */
final class Checker {

  private final Ledger ledger;
  private final Findings findings = new Findings();
  private final JobRules jobs;
  private final RunRules runs;
  private final ChainRules chains;
  private final LimitRules limits;
  private final ShareRules shares;
  private final ControlRules control;
  private final RateRules rates;

  /**
   * A checker of one ledger.
   *
   * @param lookAhead how long before its due time work may be leased
   */
  private Checker(Ledger ledger, Duration lookAhead) {
    this.ledger = ledger;
    Map<String, JobModel> present = new HashMap<>();
    Map<ExecutionId, RunModel> all = new HashMap<>();
    this.chains = new ChainRules(findings, present, all);
    this.limits = new LimitRules(findings, Cluster.LIMITS);
    Set<String> waiting = new HashSet<>(Cluster.LIMITS.keySet());
    waiting.addAll(Cluster.RATES.keySet());
    this.shares = new ShareRules(findings, waiting);
    this.control = new ControlRules(findings, all);
    this.rates = new RateRules(findings, all, Cluster.RATES);
    this.runs = new RunRules(findings, lookAhead, chains, limits, shares, all);
    this.jobs = new JobRules(findings, runs, shares, control, present);
  }

  /**
   * Everything that is wrong; nothing when all invariants hold.
   *
   * @param dump what the store held when the ledger ended
   */
  static List<Violation> check(Ledger ledger, StoreDump dump, Duration lookAhead) {
    Checker checker = new Checker(ledger, lookAhead);
    List<Ledger.Line> lines = ledger.lines();
    for (int i = 0; i < lines.size(); i++) {
      checker.findings.at(i);
      checker.judge(lines.get(i));
    }
    if (!lines.isEmpty()) {
      Ledger.Line last = lines.get(lines.size() - 1);
      new FinalRules(
              checker.findings,
              checker.jobs,
              checker.runs,
              checker.chains,
              checker.limits,
              checker.rates)
          .judge(dump, ledger, last);
      checker.control.finish(last.nanos());
      checker.rates.finish();
    }
    return checker.findings.violations();
  }

  private void judge(Ledger.Line line) {
    Event event = line.event();
    if (event instanceof Event.Overfull over) {
      findings.add(
          Invariant.BOUNDED_CLAIMS,
          "",
          "%s has room for %d and %s asks for %d"
              .formatted(line.node(), over.room(), over.call(), over.asked()));
    } else if (event instanceof Event.LoopBroke broke) {
      findings.add(
          Invariant.LOOPS_LIVE, "", "a round of " + broke.loop() + " failed: " + broke.error());
    } else if (event instanceof Event.Up up) {
      shares.up(line.node(), up);
      rates.up(line.node(), up.rate());
    } else {
      control.judge(event, line);
      jobs.judge(event, line, ledger.storeTime(line));
      runs.judge(event, line, ledger.storeTime(line));
      if (event instanceof Event.Began began) {
        rates.began(began, line.node());
      }
    }
  }
}
